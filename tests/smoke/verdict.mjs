/** A failed check, with the observation and the remedy. */
export class Red extends Error {
  constructor(seen, remedy) {
    super(seen);
    this.remedy = remedy;
  }
}

/** A check that was not made, and why. */
export class Skipped {
  constructor(why) {
    this.why = why;
  }
}

/** Fails the check unless the condition holds. */
export function expect(condition, seen, remedy) {
  if (!condition) throw new Red(seen, remedy);
}
