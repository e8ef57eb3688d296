let isolate;
let count = 0;

/**
 * An id for a request, unlike any other: random for each isolate, and counted in it. A random one for each request would
 * cost more than signing it.
 *
 * @returns {string}
 */
export function requestId() {
  // Not at the top level, where the runtime gives nothing random.
  isolate ??= crypto.randomUUID();
  return `${isolate}-${++count}`;
}
