/** A fact that was not checked, and why. */
export class NotAsked {
  constructor(why) {
    this.why = why;
  }
}

/**
 * Whether the result is one of those expected.
 *
 * @param {string} seen
 * @param {string | RegExp | (string | RegExp)[]} expected a list if the code works with several results
 */
export function matches(seen, expected) {
  return [expected].flat().some((one) => (one instanceof RegExp ? one.test(seen) : one === seen));
}

/** Describes the expectation. */
export function inWords(expected) {
  return [expected].flat().map((one) => (one instanceof RegExp ? String(one) : one)).join(" or ");
}
