let isolate;

/**
 * A unique id for a request: random per isolate, followed by a count. A random id for each request would cost more
 * than signing it.
 *
 * @param {number} number the request's number in this isolate
 * @returns {string}
 */
export function requestId(number) {
  // Not at the top level, where the runtime provides no random values.
  isolate ??= crypto.randomUUID();
  return `${isolate}-${number}`;
}
