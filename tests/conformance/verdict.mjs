/** A fact that was not asked for, and why. */
export class NotAsked {
  constructor(why) {
    this.why = why;
  }
}

/**
 * Whether what was seen is among what is expected.
 *
 * @param {string} seen
 * @param {string | RegExp | (string | RegExp)[]} expected a list where either answer works
 */
export function matches(seen, expected) {
  return [expected].flat().some((one) => (one instanceof RegExp ? one.test(seen) : one === seen));
}

/** What is expected, in words. */
export function inWords(expected) {
  return [expected].flat().map((one) => (one instanceof RegExp ? String(one) : one)).join(" or ");
}
