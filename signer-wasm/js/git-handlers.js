import { CodeCommitSignerError } from './error.js';
import { GitSigner } from './git-signer.js';

// Much less than the quarter of an hour that a signature lives, much more than an answer takes.
const STALE = 60_000;

/**
 * isomorphic-git calls `onAuth` at an operation's first 401 and `onAuthFailure` at every later one, with a copy of
 * what it was given last. That copy carries the state, so that none is left over from one operation to the next.
 */
export function gitHandlers(init, source, options) {
  const signer = source instanceof GitSigner ? source : new GitSigner(source, options);

  async function onAuth(url) {
    await init();
    return signer.auth(url, options);
  }

  async function onAuthFailure(url, refused = {}) {
    if (refused.renewed) throw stop(refused, 'new credentials were refused too');
    signer.invalidate(refused.username);
    const auth = await onAuth(url);
    // Signed from the same, the answer would be the same.
    const same = auth.username === refused.username && Math.abs(signedAt(auth) - signedAt(refused)) < STALE;
    if (same) throw stop(refused, 'there are no newer credentials to try');
    return { ...auth, renewed: true };
  }

  return { onAuth, onAuthFailure };
}

function stop({ url }, why) {
  return new CodeCommitSignerError(
    'signature_rejected',
    `${url ?? 'the server'} refused the signature, and ${why}: check that the credentials are current and of the ` +
      "right account, and that the computer's clock is right",
  );
}

/** Milliseconds since 1970, from the `YYYYMMDDTHHMMSSZ` that a password starts with. */
function signedAt({ password = '' }) {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(password) ?? [];
  return Date.parse(`${parts.slice(0, 3).join('-')}T${parts.slice(3).join(':')}Z`);
}
