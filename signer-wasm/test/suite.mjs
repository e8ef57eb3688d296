import { addressCases } from './suite/addresses.mjs';
import { credentialCases } from './suite/credentials.mjs';
import { gitSignerCases } from './suite/git-signer.mjs';
import { handlerCases } from './suite/handlers.mjs';
import { loadCases } from './suite/load.mjs';
import { secrecyCases } from './suite/secrecy.mjs';
import { signGitCases } from './suite/sign-git.mjs';
import { signRequestCases } from './suite/sign-request.mjs';
import { sshKeyCases } from './suite/ssh-keys.mjs';

/**
 * The tests for every runtime, in order: the first ones run before `init()`.
 *
 * @param codecommit the package's exports, including those of `codecommit-signer/isomorphic-git`, and those of
 *   `codecommit-signer/ssh-keys` as `sshKeys`
 * @param vectors the result of `vectors()`
 */
export function suite(codecommit, vectors) {
  return [
    loadCases,
    signGitCases,
    addressCases,
    signRequestCases,
    credentialCases,
    secrecyCases,
    gitSignerCases,
    handlerCases,
    sshKeyCases,
  ].flatMap((cases) => Object.entries(cases(codecommit, vectors)).map(([name, run]) => ({ name, run })));
}

/** Runs the suite in a runtime without a test runner. */
export async function report(codecommit, vectors) {
  const results = [];
  for (const { name, run } of suite(codecommit, vectors)) {
    try {
      await run();
      results.push({ name });
    } catch (error) {
      results.push({ name, error: String(error?.stack ?? error) });
    }
  }
  return results;
}
