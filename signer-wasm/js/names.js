// The grammars of `src/region.rs`, `src/repository.rs`, `src/profile.rs` and `src/host.rs`, for code that cannot wait
// for the wasm. `tests/names.json` tests both.

const REGION = /^(?:[a-z]{2}|eusc)(?:-[a-z]+)+-[0-9]+$/;
const REPOSITORY = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}(?<!\.git)$/;
const PROFILE = /^[a-z][a-z0-9-]{0,63}$/;

/** The first segments of the edge's own addresses, present and planned. */
export const RESERVED_NAMES = Object.freeze(['assets', 'auth', 'aws', 'device', 'healthz', 'login', 'oauth', 'saml', 'session', 'setup', 'v1']);

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
  const partition = isRegion(region) ? partitionOf(region) : undefined;
  if (partition === undefined) return undefined;
  const { suffix, iam } = partition;
  return service === 'iam' ? `iam.${iam}${suffix}` : `${service}.${region}.${suffix}`;
}

/** The region that calls to an AWS service are signed for. */
export function signingRegion(service, region) {
  if (!isRegion(region)) return undefined;
  return service === 'iam' ? partitionOf(region)?.main : region;
}

/** A region's partition: its main region, its DNS suffix, and the part of IAM's host before the suffix. */
function partitionOf(region) {
  if (region.startsWith('cn-')) return { main: 'cn-north-1', suffix: 'amazonaws.com.cn', iam: 'cn-north-1.' };
  if (region.startsWith('eusc-')) return { main: 'eusc-de-east-1', suffix: 'amazonaws.eu', iam: 'eusc-de-east-1.' };
  if (region.startsWith('us-gov-')) return { main: 'us-gov-west-1', suffix: 'amazonaws.com', iam: 'us-gov.' };
  return region.includes('-iso') ? undefined : { main: 'us-east-1', suffix: 'amazonaws.com', iam: '' };
}
