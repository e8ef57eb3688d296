import assert from "node:assert/strict";
import { rmSync } from "node:fs";

import { EXPLAINED, FAILS, MISSING, STATUS_ONLY, UNEXPLAINED, WORKS } from "./outcomes.mjs";

/** One operation of one client, on a repository of its own. `git` is the real one: it looks at what has come of it. */
export class Trial {
  constructor({ world, driver, repository }) {
    Object.assign(this, { world, driver, repository, git: world.git });
    this.directory = world.world.directory();
  }

  /** Runs the client. */
  run(operation, args = {}) {
    return this.driver.run(operation, { directory: this.directory, credential: this.repository.signed, ...args });
  }

  /** A clone by the client; where it cannot clone, which has a row of its own, by real git. */
  async cloned() {
    const { end } = await this.run("clone", { url: this.repository.url() });
    if (end !== "done") await this.cloneByGit();
  }

  /** A clone by real git, made without the edge, whose remote is the edge. */
  async cloneByGit(...options) {
    rmSync(this.directory, { recursive: true, force: true });
    const url = `file://${this.repository.bare}`;
    await this.git.ok(["clone", "--quiet", ...options, url, this.directory]);
    await this.reroute();
  }

  /** A commit in the clone, on a branch of that name, by real git. */
  async commit(branch, content) {
    await this.git.ok(["checkout", "--quiet", "-B", branch], { cwd: this.directory });
    return this.git.commit(this.directory, "change.bin", content);
  }

  /** So many commits in the clone that the server has not: a fetch tells it of them, in a request over a kilobyte. */
  async commitMany(count) {
    const now = Math.floor(Date.now() / 1000);
    const commit = (_, i) =>
      `commit refs/heads/local\ncommitter Alice <alice@example.com> ${now + i} +0000\ndata 5\nlocal` +
      (i === 0 ? "\nfrom refs/heads/main^0\n\n" : "\n\n");
    const input = Array.from({ length: count }, commit).join("");
    await this.git.ok(["fast-import", "--quiet"], { cwd: this.directory, input });
  }

  /** A commit on the server's main branch, by somebody else. */
  async commitUpstream() {
    const other = this.world.world.directory();
    await this.git.ok(["clone", "--quiet", this.repository.bare, other]);
    const id = await this.git.commit(other, "upstream.txt", "upstream\n");
    await this.git.ok(["push", "--quiet", "origin", "HEAD:main"], { cwd: other });
    return id;
  }

  /** Has the clone go by another edge. */
  reroute(edge) {
    return this.git.ok(["remote", "set-url", "origin", this.repository.url(edge)], { cwd: this.directory });
  }

  here(ref) {
    return this.git.ok(["rev-parse", "--verify", ref], { cwd: this.directory });
  }

  there(ref) {
    return this.git.ok(["rev-parse", "--verify", ref], { cwd: this.repository.bare });
  }

  /** The number of commits behind the clone's main branch as it was fetched. */
  async depth() {
    return Number(await this.git.ok(["rev-list", "--count", "refs/remotes/origin/main"], { cwd: this.directory }));
  }

  /** Both sides are whole. */
  async assertWhole() {
    for (const cwd of [this.repository.bare, this.directory]) await this.git.ok(["fsck", "--full", "--strict"], { cwd });
  }

  /** The clone has the server's main branch with all behind it, and a clean work tree. */
  async assertCloned() {
    const head = await this.there("main");
    assert.equal(await this.here("HEAD"), head);
    assert.equal(await this.git.ok(["status", "--porcelain"], { cwd: this.directory }), "");
    const objects = (cwd) => this.git.ok(["rev-list", "--objects", "--missing=error", head], { cwd });
    assert.equal(await objects(this.directory), await objects(this.repository.bare));
    await this.assertWhole();
  }

  /** What a run has come to that is to succeed; `assert` looks at what it has left behind. */
  async success({ end, error }, assertDone) {
    if (end === "missing") return MISSING;
    if (end === "failed") {
      this.error = error;
      return FAILS;
    }
    await assertDone();
    return WORKS;
  }

  /** What a run has come to that is to be refused, for a reason in these words, with this status if any. */
  refusal({ end, error, said }, reason, status) {
    if (end === "missing") return MISSING;
    assert.equal(end, "failed", `it went through${said ? `: ${said}` : ""}`);
    this.error = error;
    if (reason.test(error)) return EXPLAINED;
    // The number may stand in an address, too.
    const text = error.replaceAll(/https?:\/\/\S+/g, "");
    return status && new RegExp(`\\b${status}\\b`).test(text) ? STATUS_ONLY : UNEXPLAINED;
  }

  /** The same of a push, which must have left the server as it was. */
  async pushRefusal(push, reason, status) {
    const before = await this.git.refs(this.repository.bare);
    const outcome = this.refusal(await push(), reason, status);
    assert.equal(await this.git.refs(this.repository.bare), before, "the server was changed");
    await this.assertWhole();
    return outcome;
  }
}
