/** A map with a maximum size: when it is full, setting a value drops the entry that was set first. */
export class BoundedMap extends Map {
  #most;

  /** @param {number} most */
  constructor(most) {
    super();
    this.#most = most;
  }

  /** Sets a value as the latest. */
  set(key, value) {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.#most) this.delete(this.keys().next().value);
    return this;
  }
}
