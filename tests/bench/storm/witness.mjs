import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

const EVERY_MS = 1000;
/** More than an answer without a pack has: the lists of shallow commits. */
const MOST_WITHOUT_PACK = 32 << 10;

/** Records the requests to CodeCommit and STS before local AWS drops them, and the machine's load. */
export class Witness {
  #aws;
  #records = new Map();
  #since;
  #timer;
  #last = Promise.resolve();
  #busy;
  #started = performance.now();

  /** @param {import("../../e2e/support/local-aws.mjs").LocalAws} aws */
  static async start(aws) {
    const witness = new Witness();
    witness.#aws = aws;
    witness.#since = await aws.mark();
    witness.#busy = busyTicks();
    witness.#timer = setInterval(() => (witness.#last = witness.#last.then(() => witness.#look())), EVERY_MS);
    return witness;
  }

  /**
   * Stops recording and counts.
   *
   * @returns {Promise<{ seconds: number, busyCores: number, of: (isDirect: boolean) => Counts }>}
   * @typedef {{ packs: number, shallow: number, discoveries: number, challenges: number, throttled: number, sts: number, bytes: number }} Counts
   *   `packs`, `discoveries`: sent; `shallow`: lists of shallow commits; `challenges`: 401; `throttled`: 429; `bytes`: of all packs
   */
  async stop() {
    clearInterval(this.#timer);
    const seconds = (performance.now() - this.#started) / 1000;
    const now = busyTicks();
    const [busy, total] = [now.busy - this.#busy.busy, now.total - this.#busy.total];
    await this.#last;
    await this.#look();
    const records = [...this.#records.values()];
    return {
      seconds,
      busyCores: (busy / total) * availableParallelism(),
      of: (isDirect) => counted(records.filter(({ path }) => path.startsWith("/direct/") === isDirect)),
    };
  }

  async #look() {
    for (const record of await this.#aws.requests(this.#since)) this.#records.set(record.id, record);
    // Requests in progress are read again later.
    const open = [...this.#records.values()].filter(({ id, outcome }) => id > this.#since && outcome === "open");
    this.#since = open.length > 0 ? open[0].id - 1 : Math.max(this.#since, ...this.#records.keys());
  }
}

function counted(records) {
  const git = records.filter(({ service }) => service === "git-upload-pack");
  const count = (test) => git.filter(test).length;
  const isFetch = ({ method, status }) => method === "POST" && status === 200;
  const isPack = (record) => isFetch(record) && record.response_bytes > MOST_WITHOUT_PACK;
  return {
    packs: count(isPack),
    shallow: count((record) => isFetch(record) && !isPack(record)),
    discoveries: count(({ method, status }) => method === "GET" && status === 200),
    challenges: count(({ status }) => status === 401),
    throttled: count(({ status }) => status === 429),
    sts: records.filter(({ service }) => service === "sts").length,
    bytes: git.filter(isPack).reduce((sum, { response_bytes: bytes }) => sum + bytes, 0),
  };
}

/** The time that the processors have worked, and all their time. */
function busyTicks() {
  const fields = readFileSync("/proc/stat", "utf8").split("\n")[0].trim().split(/\s+/).slice(1, 9).map(Number);
  const total = fields.reduce((sum, ticks) => sum + ticks, 0);
  const [, , , idle, waiting] = fields;
  return { busy: total - idle - waiting, total };
}
