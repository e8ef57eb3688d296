// What is kept of sign-ins: see login_store.js.

/**
 * Calls a method of the object that keeps a sign-in.
 *
 * @param {DurableObjectNamespace} store
 * @param {string} name the object's
 * @param {string} method
 * @param {unknown[]} parameters
 */
export function callLogin(store, name, method, ...parameters) {
  return store.get(store.idFromName(name))[method](...parameters);
}
