import assert from "node:assert/strict";
import { rmSync } from "node:fs";

import { EXPLAINED, FAILS, MISSING, STATUS_ONLY, UNEXPLAINED, WORKS } from "./outcomes.mjs";

/** One operation of one client, on its own repository. `git` is real git, which checks the result. */
export class Trial {
  constructor({ world, driver, repository }) {
    Object.assign(this, { world, driver, repository, git: world.git });
    this.directory = world.world.directory();
  }

  /** Runs the client. */
  run(operation, args = {}) {
    return this.driver.run(operation, { directory: this.directory, credential: this.repository.signed, ...args });
  }

  /** A clone by the client; by real git if the client cannot clone, which another row tests. */
  async cloned() {
    const { end } = await this.run("clone", { url: this.repository.url() });
    if (end !== "done") await this.cloneByGit();
  }

  /** A clone by real git, made without the edge, whose remote is then the edge. */
  async cloneByGit(...options) {
    rmSync(this.directory, { recursive: true, force: true });
    const url = `file://${this.repository.bare}`;
    await this.git.ok(["clone", "--quiet", ...options, url, this.directory]);
    await this.reroute();
  }

  /** A commit in the clone by real git, on a branch with this name. */
  async commit(branch, content) {
    await this.git.ok(["checkout", "--quiet", "-B", branch], { cwd: this.directory });
    return this.git.commit(this.directory, "change.bin", content);
  }

  /** Makes this many commits in the clone that the server does not have: a fetch lists them, in a request over a kilobyte. */
  async commitMany(count) {
    const now = Math.floor(Date.now() / 1000);
    const commit = (_, i) =>
      `commit refs/heads/local\ncommitter Alice <alice@example.com> ${now + i} +0000\ndata 5\nlocal` +
      (i === 0 ? "\nfrom refs/heads/main^0\n\n" : "\n\n");
    const input = Array.from({ length: count }, commit).join("");
    await this.git.ok(["fast-import", "--quiet"], { cwd: this.directory, input });
  }

  /** A commit on the server's main branch, by another user. */
  async commitUpstream() {
    const other = this.world.world.directory();
    await this.git.ok(["clone", "--quiet", this.repository.bare, other]);
    const id = await this.git.commit(other, "upstream.txt", "upstream\n");
    await this.git.ok(["push", "--quiet", "origin", "HEAD:main"], { cwd: other });
    return id;
  }

  /** Makes the clone use another edge. */
  reroute(edge) {
    return this.git.ok(["remote", "set-url", "origin", this.repository.url(edge)], { cwd: this.directory });
  }

  here(ref) {
    return this.git.ok(["rev-parse", "--verify", ref], { cwd: this.directory });
  }

  there(ref) {
    return this.git.ok(["rev-parse", "--verify", ref], { cwd: this.repository.bare });
  }

  /** The number of commits in the fetched main branch. */
  async depth() {
    return Number(await this.git.ok(["rev-list", "--count", "refs/remotes/origin/main"], { cwd: this.directory }));
  }

  /** Asserts that both repositories are complete. */
  async assertWhole() {
    for (const cwd of [this.repository.bare, this.directory]) await this.git.ok(["fsck", "--full", "--strict"], { cwd });
  }

  /** Asserts that the clone has the server's main branch with its history, and a clean work tree. */
  async assertCloned() {
    const head = await this.there("main");
    assert.equal(await this.here("HEAD"), head);
    assert.equal(await this.git.ok(["status", "--porcelain"], { cwd: this.directory }), "");
    const objects = (cwd) => this.git.ok(["rev-list", "--objects", "--missing=error", head], { cwd });
    assert.equal(await objects(this.directory), await objects(this.repository.bare));
    await this.assertWhole();
  }

  /** The outcome of a run that should succeed; `assert` checks the result. */
  async success({ end, error }, assertDone) {
    if (end === "missing") return MISSING;
    if (end === "failed") {
      this.error = error;
      return FAILS;
    }
    await assertDone();
    return WORKS;
  }

  /** The outcome of a run that should be rejected with this reason, and with this status if given. */
  refusal({ end, error, said }, reason, status) {
    if (end === "missing") return MISSING;
    assert.equal(end, "failed", `it went through${said ? `: ${said}` : ""}`);
    this.error = error;
    if (reason.test(error)) return EXPLAINED;
    // An address may contain the number, too.
    const text = error.replaceAll(/https?:\/\/\S+/g, "");
    return status && new RegExp(`\\b${status}\\b`).test(text) ? STATUS_ONLY : UNEXPLAINED;
  }

  /** The same for a push, which must not have changed the server. */
  async pushRefusal(push, reason, status) {
    const before = await this.git.refs(this.repository.bare);
    const outcome = this.refusal(await push(), reason, status);
    assert.equal(await this.git.refs(this.repository.bare), before, "the server was changed");
    await this.assertWhole();
    return outcome;
  }
}
