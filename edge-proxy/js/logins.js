// Calls to the stored sign-ins: see login_store.js.

/**
 * Calls a method of a sign-in's Durable Object.
 *
 * @param {DurableObjectNamespace} store
 * @param {string} name the name of the object
 * @param {string} method
 * @param {unknown[]} parameters
 */
export function callLogin(store, name, method, ...parameters) {
  return store.get(store.idFromName(name))[method](...parameters);
}
