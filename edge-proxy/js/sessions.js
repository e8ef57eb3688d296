// Calls to the stored sessions: see session_store.js.

/**
 * @param {DurableObjectNamespace} store
 * @param {string} id the session's id, in hexadecimal
 * @returns {Promise<{ state: ArrayBuffer | null, revoked: boolean }>}
 */
export function readSession(store, id) {
  return store.get(store.idFromName(id)).read();
}

/**
 * @param {DurableObjectNamespace} store
 * @param {string} id the session's id, in hexadecimal
 * @param {Uint8Array} state
 * @param {number} until milliseconds since 1970
 */
export function keepSession(store, id, state, until) {
  return store.get(store.idFromName(id)).put(state, until);
}

/**
 * @param {DurableObjectNamespace} store
 * @param {string} id the session's id, in hexadecimal
 * @param {number} until milliseconds since 1970
 */
export function revokeSession(store, id, until) {
  return store.get(store.idFromName(id)).revoke(until);
}
