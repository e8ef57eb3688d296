let isolate;

/**
 * An id for a request, unlike any other: random for each isolate, and counted in it. A random one for each request would
 * cost more than signing it.
 *
 * @param {number} number the request's in this isolate
 * @returns {string}
 */
export function requestId(number) {
  // Not at the top level, where the runtime gives nothing random.
  isolate ??= crypto.randomUUID();
  return `${isolate}-${number}`;
}
