// The grammars of `src/region.rs`, `src/repository.rs`, `src/profile.rs` and `src/host.rs`, for code that cannot wait
// for the wasm. `tests/names.json` tests both.

const REGION = /^(?:[a-z]{2}|eusc)(?:-[a-z]+)+-[0-9]+$/;
const REPOSITORY = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}(?<!\.git)$/;
const PROFILE = /^[a-z][a-z0-9-]{0,63}$/;

/** The first segments of the edge's own addresses, present and planned. */
export const RESERVED_NAMES = Object.freeze(['assets', 'auth', 'device', 'healthz', 'login', 'oauth', 'session', 'setup', 'v1']);

/** Whether a text looks like an AWS region. */
export function isRegion(text) {
  return text.length <= 32 && REGION.test(text);
}

/** Whether a text is a valid name for a CodeCommit repository. */
export function isRepositoryName(text) {
  return REPOSITORY.test(text);
}

/** Whether a text is a valid name for a profile of an edge. */
export function isProfileName(text) {
  return PROFILE.test(text) && !isRegion(text) && !RESERVED_NAMES.includes(text);
}

/** A region's host for an AWS service; undefined if there is no public one. */
export function serviceHost(service, region) {
  if (!isRegion(region) || (!region.startsWith('cn-') && !region.startsWith('eusc-') && !region.startsWith('us-gov-') && region.includes('-iso'))) return undefined;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : region.startsWith('eusc-') ? 'amazonaws.eu' : 'amazonaws.com';
  return `${service}.${region}.${suffix}`;
}
