/**
 * When something was so, as far as a test can tell from outside: it may have begun when the test asked for it, and ended at the
 * latest when the test knew that it had.
 */
export class Timeline {
  #spans = [];

  /** It may be so from now on. Called before the change. */
  begin() {
    if (this.#spans.at(-1)?.to !== Infinity) this.#spans.push({ from: Date.now(), to: Infinity });
    return this;
  }

  /** It is no longer so. Called after the change. */
  end() {
    const last = this.#spans.at(-1);
    if (last?.to === Infinity) last.to = Date.now();
  }

  /** Whether it may have been so at some moment between these two. */
  wasSo(from, to) {
    return this.#spans.some((span) => span.from <= to && span.to >= from);
  }
}
