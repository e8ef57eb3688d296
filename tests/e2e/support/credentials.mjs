import { init, signGit } from "codecommit-signer";

await init();

const FIFTEEN_MINUTES = 15 * 60_000;

/**
 * Signs a git user name and password as a user would, with the project's package.
 *
 * @param {object} credentials in the AWS SDK's format
 * @param {string} address such as `eu-west-1/app`, or CodeCommit's own URL
 * @param {number} [now] milliseconds since 1970
 */
export function gitPassword(credentials, address, now = Date.now()) {
  const { username, password } = signGit(address, { ...credentials, expiration: undefined }, { now });
  return { username, password };
}

/** A password that expired a minute ago. */
export function expiredPassword(credentials, address) {
  return gitPassword(credentials, address, Date.now() - FIFTEEN_MINUTES - 60_000);
}

/** The form in which `codecommit-edge` accepts access keys: the secret key, then a colon and the session token. */
export function accessKeys({ accessKeyId, secretAccessKey, sessionToken }) {
  return { username: accessKeyId, password: sessionToken ? `${secretAccessKey}:${sessionToken}` : secretAccessKey };
}

/** The value of an `Authorization` header. */
export function basic({ username, password }) {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** A URL that contains the credential, fully escaped. */
export function withUserinfo(url, { username, password }) {
  const escaped = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return url.replace("://", `://${escaped(username)}:${escaped(password)}@`);
}
