import { CodeCommitSignerError } from './error.js';
import { GitSigner } from './git-signer.js';

// Much less than the 15 minutes that a signature is valid, much more than a response takes.
const STALE = 60_000;

/**
 * isomorphic-git's `onAuth` and `onAuthFailure` for CodeCommit.
 *
 * isomorphic-git calls `onAuth` at an operation's first 401 and `onAuthFailure` at every later one, with a copy of
 * the object that it received last. That copy holds the state, so nothing is shared between operations.
 */
export function codecommitAuth(source, options) {
  const signer = source instanceof GitSigner ? source : new GitSigner(source, options);

  const onAuth = (url) => signer.sign(url, options);

  async function onAuthFailure(url, refused = {}) {
    if (refused.renewed) throw stop(refused, 'newer credentials were rejected too');
    signer.invalidate(refused.username);
    const auth = await onAuth(url);
    // Signing the same inputs again would give the same result.
    const same = auth.username === refused.username && Math.abs(signedAt(auth) - signedAt(refused)) < STALE;
    if (same) throw stop(refused, 'the credential provider has no newer credentials');
    return { ...auth, renewed: true };
  }

  return { onAuth, onAuthFailure };
}

function stop({ url }, why) {
  return new CodeCommitSignerError(
    'signature_rejected',
    `${url ?? 'the server'} rejected the signature, and ${why}: check that the credentials are current and belong to ` +
      "the right account, and that the computer's clock is correct",
  );
}

/** Milliseconds since 1970, from the `YYYYMMDDTHHMMSSZ` at the start of a password. */
function signedAt({ password = '' }) {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(password) ?? [];
  return Date.parse(`${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}Z`);
}
