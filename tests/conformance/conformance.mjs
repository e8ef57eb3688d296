import { PROBES } from "./probes.mjs";
import { Scratch } from "./scratch.mjs";
import { NotAsked, inWords, matches } from "./verdict.mjs";

const MISSING = {
  credentials: "needs AWS credentials",
  session: "needs temporary credentials, with a session token",
  repository: "needs REPOSITORY, the name of a repository with commits",
  scratch: "needs SCRATCH=1: a repository is created, and deleted at the end",
};

/**
 * Checks every fact, one request after another.
 *
 * @param {import("./target.mjs").Target} target
 * @param {{ scratch?: boolean, onAnswer?: (answer: object) => void }} [options]
 *   `scratch`: whether to create a repository; it is deleted in any case.
 * @returns {Promise<{ name: string, source: string, expected: string, depends: string, seen: string, verdict: string }[]>}
 *   `verdict`: `as expected`, `DIFFERENT` or `not asked`
 */
export async function conformance(target, { scratch = false, onAnswer = () => {} } = {}) {
  const answers = [];
  const deleteScratch = async () => {
    await target.scratch?.delete();
    target.scratch = undefined;
  };
  const interrupted = () => deleteScratch().catch((error) => console.error(`error: ${error.message}`)).finally(() => process.exit(130));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, interrupted);
  try {
    if (scratch && target.credentials) target.scratch = await Scratch.create(target);
    for (const probe of PROBES) {
      const answer = await answered(probe, target);
      answers.push(answer);
      onAnswer(answer);
    }
  } finally {
    await deleteScratch();
    for (const signal of ["SIGINT", "SIGTERM"]) process.removeListener(signal, interrupted);
  }
  return answers;
}

async function answered({ name, source, expected, depends, needs, ask }, target) {
  const fact = { name, source, expected: inWords(expected), depends };
  const missing = needs.find((need) => !has(target, need));
  if (missing) return { ...fact, seen: MISSING[missing], verdict: "not asked" };
  let seen;
  try {
    seen = await ask(target);
  } catch (error) {
    seen = `no answer: ${error.code ?? error.message}`;
  }
  if (seen instanceof NotAsked) return { ...fact, seen: seen.why, verdict: "not asked" };
  return { ...fact, seen: withoutSecrets(seen, target), verdict: matches(seen, expected) ? "as expected" : "DIFFERENT" };
}

function has(target, need) {
  const { credentials, repository, scratch } = target;
  return { credentials, session: credentials?.sessionToken, repository: credentials && repository, scratch }[need] !== undefined;
}

/** Responses are shown, and may quote what was sent. */
function withoutSecrets(text, { credentials }) {
  let shown = text.replace(/\d{8}T\d{6}Z[0-9a-f]{64}/g, "{password}").replace(/\b\d{12}\b/g, "{account}");
  for (const secret of [credentials?.secretAccessKey, credentials?.sessionToken, credentials?.accessKeyId]) {
    if (secret) shown = shown.replaceAll(secret, "{secret}");
  }
  return shown;
}
