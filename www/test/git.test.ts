import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import type { Authorize, Refused } from "../src/core/authorization.ts";
import type { Progress } from "../src/core/git-api.ts";
import { localGit } from "../src/core/git/local-git.ts";
import type { Port } from "../src/core/git/messages.ts";
import { remoteGit } from "../src/core/git/remote-git.ts";
import { serve } from "../src/core/git/serve.ts";
import { diskStore } from "./support/disk-store.ts";
import { startGitServer } from "./support/git-server.ts";
import { refusedWith } from "./support/refused-with.ts";

const PLACE = { region: "eu-west-1", repository: "app" };
const ADA = { name: "Ada", email: "ada@example.com" };
const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

let accepted = "Bearer first";
let server: Awaited<ReturnType<typeof startGitServer>>;
let elsewhere: string;
const channels: MessageChannel[] = [];

before(async () => {
  server = await startGitServer((authorization) => (authorization === accepted ? undefined : "credentials_expired"));
  elsewhere = join(server.root, "elsewhere");
  server.git("clone", "-q", server.bare, elsewhere);
  mkdirSync(join(elsewhere, "src"));
  writeFileSync(join(elsewhere, "README.md"), "# App\n");
  writeFileSync(join(elsewhere, "src", "main.js"), "let needle = 1;\n");
  there("add .", "commit -q -m first", "push -q origin HEAD:main", "branch other", "push -q origin other");
});

after(async () => {
  for (const { port1, port2 } of channels) [port1, port2].forEach((port) => port.close());
  await server.stop();
});

function there(...commands: string[]): void {
  for (const command of commands) server.git("-C", elsewhere, ...command.split(" "));
}

/** git behind a channel, as in the page. */
function start(name: string, authorize: Authorize = async () => accepted) {
  const channel = new MessageChannel();
  channels.push(channel);
  channel.port1.start();
  channel.port2.start();
  const store = diskStore(join(server.root, "clones", name));
  serve(channel.port2 as unknown as Port, (ask) => localGit({ store, authorize: ask, edge: server.edge }));
  return { git: remoteGit(channel.port1 as unknown as Port, authorize), store };
}

test("reads refs, tree, file, history, changes and search results of a clone", async () => {
  const { git } = start("read");
  const seen: Progress[] = [];
  await git.with({ onProgress: (progress) => seen.push(progress) }).clone(PLACE, {});
  await assert.rejects(git.clone(PLACE, {}), refusedWith("already_cloned"));
  assert.ok(seen.length > 0 && seen.at(-1)!.bytes > 0);
  const refs = await git.refs(PLACE);
  assert.equal(refs.head, "main");
  assert.deepEqual(refs.remoteBranches.map(({ name }) => name).sort(), ["main", "other"]);
  assert.deepEqual((await git.tree(PLACE, "main", "")).map(({ name, kind }) => [name, kind]), [["src", "tree"], ["README.md", "file"]]);
  assert.equal(text((await git.file(PLACE, "src/main.js", "other")).content), "let needle = 1;\n");
  const [commit] = await git.log(PLACE, "main");
  assert.equal(commit?.message, "first\n");
  assert.deepEqual((await git.changes(PLACE, commit!.oid)).map(({ path, kind }) => [path, kind]).sort(), [["README.md", "added"], ["src/main.js", "added"]]);
  assert.deepEqual(await git.search(PLACE, "main", "NEEDLE"), { found: [{ path: "src/main.js", line: 1, text: "let needle = 1;" }], more: 0, large: 0, binary: 0 });
  assert.equal(text((await git.zip(PLACE, "main")).subarray(0, 2)), "PK");
});

test("keeps a separate clone for each profile", async () => {
  const { git, store } = start("profile");
  const paid = { ...PLACE, profile: "payments" };
  await git.clone(paid, {});
  await git.clone(PLACE, {});
  assert.equal(server.git("-C", store.where(paid), "remote", "get-url", "origin"), `${server.edge}/payments/eu-west-1/app`);
  assert.deepEqual(new Set((await git.clones()).map(({ profile }) => profile)), new Set([undefined, "payments"]));
  await git.write(paid, "mine", bytes("mine"));
  await git.commit(paid, ["mine"], "mine", ADA);
  await git.write(paid, "mine", bytes("and mine"));
  assert.equal((await git.status(PLACE)).length, 0);
  await git.remove(PLACE);
  assert.deepEqual((await git.clones()).map(({ profile, changed }) => [profile, changed]), [["payments", 1]]);
});

test("commits a change, counts it as unpushed, and pushes it", async () => {
  const { git } = start("write");
  await git.clone(PLACE, { depth: 1, singleBranch: true });
  await git.write(PLACE, "docs/new.md", bytes("new\n"));
  await git.deletePaths(PLACE, ["README.md"]);
  assert.deepEqual((await git.status(PLACE)).map(({ path, kind }) => [path, kind]), [["README.md", "removed"], ["docs/new.md", "added"]]);
  assert.equal((await git.clones())[0]?.changed, 2);
  const oid = await git.commit(PLACE, ["docs/new.md", "README.md"], "second", ADA);
  assert.deepEqual(await git.author(PLACE), ADA);
  assert.equal(await git.ahead(PLACE), 1);
  assert.deepEqual((await git.changes(PLACE, oid)).map(({ path, kind }) => [path, kind]).sort(), [["README.md", "removed"], ["docs/new.md", "added"]]);
  await git.write(PLACE, "docs/new.md", bytes("newer\n"));
  const last = await git.commit(PLACE, ["docs/new.md"], "third", ADA);
  assert.equal(await git.ahead(PLACE), 2);
  await git.push(PLACE);
  assert.equal(await git.ahead(PLACE), 0);
  assert.deepEqual(server.git("-C", server.bare, "rev-list", "-2", "main").split("\n"), [last, oid]);
  server.git("-C", server.bare, "fsck", "--strict");
});

test("fast-forwards, reports diverged branches, and rejects a push that is behind", async () => {
  const { git } = start("pull");
  await git.clone(PLACE, {});
  there("pull -q origin main", "commit -q --allow-empty -m theirs", "push -q origin HEAD:main");
  assert.deepEqual(await git.pull(PLACE), { kind: "fast-forward", ahead: 0, behind: 1 });
  assert.deepEqual(await git.status(PLACE), []);
  there("commit -q --allow-empty -m more", "push -q origin HEAD:main");
  await git.write(PLACE, "mine.txt", bytes("mine"));
  await git.commit(PLACE, ["mine.txt"], "mine", ADA);
  await assert.rejects(git.push(PLACE), refusedWith("not_fast_forward"));
  assert.deepEqual(await git.pull(PLACE), { kind: "diverged", ahead: 1, behind: 1 });
});

test("shows the server's reason for a rejected push", async () => {
  const { git } = start("hook");
  await git.clone(PLACE, {});
  writeFileSync(join(server.bare, "hooks", "pre-receive"), "#!/bin/sh\necho not on Fridays >&2\nexit 1\n", { mode: 0o755 });
  await git.createBranch(PLACE, "topic/friday");
  await git.switchBranch(PLACE, "topic/friday");
  await git.write(PLACE, "x", bytes("x"));
  await git.commit(PLACE, ["x"], "x", ADA);
  await assert.rejects(git.push(PLACE), (error: { problem?: { detail?: string } }) => /not on Fridays/.test(error.problem?.detail ?? ""));
  assert.equal(await git.ahead(PLACE), 1);
  writeFileSync(join(server.bare, "hooks", "pre-receive"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
});

test("replaces a rejected authorization as long as there is another", async () => {
  const given = ["Bearer old", "Bearer older", "Bearer second"];
  accepted = "Bearer second";
  const heard: (Refused | undefined)[] = [];
  const { git } = start("renew", async (_place, refused) => (heard.push(refused), given.shift() ?? accepted));
  await git.clone(PLACE, {});
  assert.deepEqual(heard.slice(0, 3).map((refused) => refused?.authorization), [undefined, "Bearer old", "Bearer older"]);
  assert.equal(heard[1]?.problem.code, "credentials_expired");
  assert.ok(Math.abs(Date.parse(heard[1]?.date ?? "") - Date.now()) < 60_000);
  const never = start("never", async () => "Bearer wrong");
  await assert.rejects(never.git.clone(PLACE, {}), refusedWith("credentials_expired"));
  assert.deepEqual(await never.store.list(), []);
});

test("leaves nothing of a cancelled or too large clone", async () => {
  const { git, store } = start("cancelled");
  const controller = new AbortController();
  await assert.rejects(git.with({ signal: controller.signal, onProgress: () => controller.abort() }).clone(PLACE, {}), { name: "AbortError" });
  await assert.rejects(git.clone(PLACE, { maxBytes: 500 }), refusedWith("clone_too_large"));
  assert.deepEqual(await store.list(), []);
});

test("lists a broken clone as broken beside the others", async () => {
  const { git, store } = start("broken");
  const broken = { ...PLACE, profile: "broken" };
  await git.clone(PLACE, {});
  await git.clone(broken, {});
  rmSync(join(store.where(broken), ".git", "objects"), { recursive: true });
  const listed = new Map((await git.clones()).map((each) => [each.profile, each.broken ?? false]));
  assert.deepEqual(listed, new Map([["broken", true], [undefined, false]]));
  await git.remove(broken);
  assert.deepEqual((await git.clones()).map(({ profile }) => profile), [undefined]);
});

test("creates a branch at the given commit, and rejects existing names", async () => {
  const { git } = start("branches");
  await git.clone(PLACE, {});
  const { remoteBranches } = await git.refs(PLACE);
  await git.createBranch(PLACE, "topic/one", "other");
  assert.equal((await git.refs(PLACE)).branches.find(({ name }) => name === "topic/one")?.oid, remoteBranches.find(({ name }) => name === "other")?.oid);
  for (const name of ["main", "topic/one", "topic", "topic/one/more"]) await assert.rejects(git.createBranch(PLACE, name), refusedWith("branch_exists"), name);
  await git.createBranch(PLACE, "topic-one");
  await assert.rejects(git.createBranch(PLACE, "lost", "nowhere"), refusedWith("no_such_ref"));
  await assert.rejects(git.switchBranch(PLACE, "nowhere"), refusedWith("no_such_ref"));
  await git.switchBranch(PLACE, "other");
  assert.equal((await git.refs(PLACE)).head, "other");
});

test("writes nothing outside the working tree", async () => {
  const { git } = start("outside");
  await git.clone(PLACE, {});
  for (const path of ["../x", ".git/config", "a/../../x", "/x", "a/.GIT/x", ""]) {
    await assert.rejects(git.write(PLACE, path, bytes("x")), refusedWith("invalid_name"), path);
  }
  for (const name of ["", "a b", "-x", "a..b", "x.lock", "a/", "@{x"]) await assert.rejects(git.createBranch(PLACE, name), refusedWith("invalid_name"), name);
});
