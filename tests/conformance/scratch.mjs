import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const PREFIX = "codecommit-edge-conformance-";
const run = promisify(execFile);

/** A repository only for this run, and a local one whose commits are pushed to it. Nothing else is ever written to. */
export class Scratch {
  #target;
  #created = false;
  #directory = mkdtempSync(join(tmpdir(), PREFIX));
  name = PREFIX + randomBytes(6).toString("hex");
  /** Two commits, the second one's parent first, and another one beside them. */
  commits;

  constructor(target) {
    this.#target = target;
  }

  static async create(target) {
    const scratch = new Scratch(target);
    try {
      const { status, output } = await target.api("CreateRepository", { repositoryName: scratch.name });
      if (status !== 200) throw new Error(`the scratch repository cannot be created: ${output.__type} ${output.message ?? output.Message ?? ""}`);
      scratch.#created = true;
      await scratch.#commit();
      return scratch;
    } catch (error) {
      await scratch.delete();
      throw error;
    }
  }

  async #commit() {
    await this.git("init", "--quiet", "--initial-branch=trunk");
    const lines = Array.from({ length: 400 }, (_, number) => `line ${number} ${randomBytes(20).toString("hex")}\n`);
    const commit = async (message) => {
      writeFileSync(join(this.#directory, "file"), lines.join(""));
      await this.git("add", "file");
      await this.git("commit", "--quiet", "--message", message);
      return (await this.git("rev-parse", "HEAD")).toString().trim();
    };
    const first = await commit("Write");
    lines[200] = "changed\n";
    const second = await commit("Change");
    await this.git("checkout", "--quiet", "--orphan", "beside");
    lines[100] = "beside\n";
    this.commits = { first, second, beside: await commit("Write beside") };
  }

  /** A pack of the objects that `tips` have and `without` do not; `ofs`: with offset deltas. */
  pack(tips, { without = [], ofs = false } = {}) {
    const revisions = [...tips, ...without.map((id) => `^${id}`)].join("\n");
    return this.git("pack-objects", "--revs", "--stdout", "--quiet", ...(ofs ? ["--delta-base-offset"] : []), { input: `${revisions}\n` });
  }

  /** Runs git in the local repository, and returns its standard output. */
  async git(...args) {
    const { input } = typeof args.at(-1) === "object" ? args.pop() : {};
    const identity = ["-c", "user.name=Conformance", "-c", "user.email=conformance@example.com", "-c", "commit.gpgSign=false"];
    const running = run("git", [...identity, ...args], {
      cwd: this.#directory,
      encoding: "buffer",
      maxBuffer: 1 << 24,
      env: { PATH: process.env.PATH, HOME: this.#directory, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", LC_ALL: "C" },
    });
    running.child.stdin.on("error", () => {});
    running.child.stdin.end(input);
    return (await running).stdout;
  }

  /** Deletes the repository of `create`. The error names a repository that could not be deleted. */
  async delete() {
    rmSync(this.#directory, { recursive: true, force: true });
    if (!this.#created) return;
    const { status, output } = await this.#target.api("DeleteRepository", { repositoryName: this.name });
    if (status !== 200) throw new Error(`delete ${this.name} in ${this.#target.region} by hand: ${output.__type}`);
    this.#created = false;
  }
}
