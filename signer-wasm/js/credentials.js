import { CodeCommitSignerError, seen } from './error.js';

/** Rejects anything but credentials in the AWS SDK's format; the error quotes no part of them. */
export function assertCredentials(credentials) {
  if (typeof credentials !== 'object' || credentials === null || typeof credentials.then === 'function') {
    throw invalid(
      `expected { accessKeyId, secretAccessKey, sessionToken?, expiration? }, saw ${seen(credentials)}` +
        (credentials ? '; call and await a provider first, or give it to a GitSigner' : ''),
    );
  }
}

/** Rejects parts that are not strings. */
export function assertKeys(accessKeyId, secretAccessKey, sessionToken) {
  if (typeof accessKeyId !== 'string') throw invalidPart('accessKeyId', accessKeyId);
  if (typeof secretAccessKey !== 'string') throw invalidPart('secretAccessKey', secretAccessKey);
  if (sessionToken != null && typeof sessionToken !== 'string') throw invalidPart('sessionToken', sessionToken);
}

/** Seconds since 1970 of an expiration: a `Date`, milliseconds, or text such as STS's; undefined without an expiration. */
export function expirationSeconds(expiration) {
  if (expiration == null) return undefined;
  const milliseconds =
    typeof expiration === 'number'
      ? expiration
      : expiration instanceof Date
        ? expiration.getTime()
        : typeof expiration === 'string'
          ? Date.parse(expiration)
          : NaN;

  if (!(milliseconds >= 0)) {
    throw invalid(
      `credentials.expiration must be a Date, a date as text or milliseconds since 1970, saw ${seen(expiration)}`,
    );
  }
  // AWS's JSON has seconds, which as milliseconds would be a day in January 1970.
  if (milliseconds < EARLIEST) {
    throw invalid('credentials.expiration is in 1970; are these seconds? Milliseconds are expected');
  }
  return milliseconds / 1000;
}

/** The user name that CodeCommit expects with the password. */
export function gitUsername(accessKeyId, sessionToken) {
  return sessionToken ? `${accessKeyId}%${sessionToken}` : accessKeyId;
}

const EARLIEST = 1e11;

function invalidPart(name, value) {
  return invalid(`credentials.${name} must be a string, saw ${seen(value)}`);
}

function invalid(message) {
  return new CodeCommitSignerError('invalid_credentials', message);
}
