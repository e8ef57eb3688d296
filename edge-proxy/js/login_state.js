// The state of a sign-in: which tokens may claim it.
//
// A code can be used once. A refresh token stays valid until one of its successors has been used, because some helpers
// keep the token that they have just used, and several git commands may use the same one at once. Those get the same
// successor; a later request gets another. Once a successor has been used, a use of its predecessor or of another
// successor shows that a second party has the token, and the sign-in ends.

/**
 * @typedef {object} Login
 * @property {"pending" | "open" | "denied" | "ended"} phase
 * @property {Uint8Array | null} sealed the sealed state; null once the sign-in was denied or has ended
 * @property {number} until when the sign-in expires, in milliseconds since 1970
 * @property {number} interval milliseconds between two claims before it is approved; 0: it needs no approval
 * @property {string | null} token the hash of the token that may claim it
 * @property {string[]} next the hashes of the token's successors, which may claim it, too
 * @property {string[]} used the hashes of tokens that no longer may
 * @property {number} freshUntil until when requests with the same refresh token get the same result
 * @property {number} takenAt when the latest claim began; 0: it was settled or released
 * @property {number} polledAt when a device last polled
 */

/** The tokens and times of a new sign-in. */
export const NEW = { token: null, next: [], used: [], freshUntil: 0, takenAt: 0, polledAt: 0 };

/** How long a claim lasts: longer than a call to the identity provider takes. */
export const CLAIM_MS = 30_000;

/**
 * @param {Login} login
 * @param {string} token the hash of a refresh token
 * @returns {boolean} whether it may claim the sign-in
 */
export function mayClaim(login, token) {
  return token === login.token || login.next.includes(token);
}

/**
 * @param {Login} login
 * @returns {boolean} whether a request has claimed it and may still settle
 */
export function isClaimed({ phase, takenAt }) {
  return phase === "open" && Date.now() - takenAt < CLAIM_MS;
}

/**
 * The tokens after a renewal. The first use of a successor invalidates its predecessor and the other successors.
 *
 * @param {Login} login
 * @param {string} token the hash of the refresh token that was used
 * @param {string | null} next the hash of a new successor; null if no successor is issued
 * @returns {Login}
 */
export function renewed(login, token, next) {
  const isFirst = token !== login.token;
  const used = isFirst ? [...login.used, login.token, ...login.next.filter((other) => other !== token)] : login.used;
  const successors = [...(isFirst ? [] : login.next), ...(next === null ? [] : [next])];
  return { ...login, token, next: successors, used };
}

/** @param {Login} login @returns {Login} the same sign-in, ended: used tokens are still recognised */
export function ended(login) {
  return { ...login, sealed: null, token: null, next: [], phase: "ended" };
}

/** @param {Login} login @returns {Login} the same sign-in with only the latest tokens, so that its size is limited */
export function shortened(login) {
  return { ...login, next: login.next.slice(-MAX_KNOWN), used: login.used.slice(-MAX_KNOWN) };
}

/** The most successors that are valid, and the most used tokens that are recognised. */
const MAX_KNOWN = 512;
