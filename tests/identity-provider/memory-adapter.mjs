/** Storage of one provider, in `oidc-provider`'s format: a factory of adapters over one map. */
export function memoryAdapter() {
  const entries = new Map();
  return (model) => new MemoryAdapter(model, entries);
}

class MemoryAdapter {
  #prefix;
  #entries;

  constructor(model, entries) {
    this.#prefix = `${model}:`;
    this.#entries = entries;
  }

  async upsert(id, payload, expiresIn) {
    this.#entries.set(this.#prefix + id, { payload, ends: Date.now() + (expiresIn ?? Infinity) * 1000 });
  }

  async find(id) {
    const entry = this.#entries.get(this.#prefix + id);
    return entry && entry.ends > Date.now() ? entry.payload : undefined;
  }

  async findByUid(uid) {
    return this.#own().find(({ payload }) => payload.uid === uid)?.payload;
  }

  async findByUserCode(userCode) {
    return this.#own().find(({ payload }) => payload.userCode === userCode)?.payload;
  }

  async consume(id) {
    const payload = await this.find(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  async destroy(id) {
    this.#entries.delete(this.#prefix + id);
  }

  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of this.#entries) {
      if (key.startsWith(this.#prefix) && payload.grantId === grantId) this.#entries.delete(key);
    }
  }

  #own() {
    const now = Date.now();
    return [...this.#entries]
      .filter(([key, { ends }]) => key.startsWith(this.#prefix) && ends > now)
      .map(([, entry]) => entry);
  }
}
