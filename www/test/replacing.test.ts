import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import type { Replacement } from "../src/core/replacing-api.ts";
import { ADA, bytes, PLACE, startPair } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
  pair.there({ a: "1\n" });
  pair.there({ a: "1\n2\n" });
});

after(() => pair.stop());

const onServer = (...given: string[]): string => pair.server.git("-C", pair.server.bare, ...given);

/** A clone with a branch that is pushed, and then amended. */
async function amended(branch: string) {
  const clone = await pair.clone(branch);
  const { git, native } = clone;
  await git.createBranch(PLACE, branch);
  await git.switchBranch(PLACE, branch);
  await git.write(PLACE, "b", bytes("b\n"));
  await git.commit(PLACE, ["b"], "Wriet b\n\nWhy", ADA);
  await git.push(PLACE);
  const old = native("rev-parse", "HEAD");
  const ours = await git.amend(PLACE, [], "Write b", ADA);
  return { ...clone, old, ours };
}

/** Another user's commit on a branch of the server. */
function movedOn(branch: string): string {
  const oid = onServer("commit-tree", `${branch}^{tree}`, "-p", branch, "-m", "theirs");
  onServer("update-ref", `refs/heads/${branch}`, oid);
  return oid;
}

async function compared(git: { replacement(ref: typeof PLACE, branch: string): Promise<Replacement | undefined> }, branch: string): Promise<Replacement> {
  const replacement = await git.replacement(PLACE, branch);
  assert.ok(replacement);
  return replacement;
}

test("replaces an amended commit on the server, after the push was rejected", async () => {
  const { git, native, old, ours } = await amended("amended");
  await assert.rejects(git.push(PLACE), (error: { problem?: { code: string; branch?: string } }) => {
    assert.deepEqual([error.problem?.code, error.problem?.branch], ["not_fast_forward", "amended"]);
    return true;
  });
  assert.equal(onServer("rev-parse", "amended"), old);
  const replacement = await compared(git, "amended");
  assert.deepEqual(replacement, { branch: "amended", ours, expected: old, lost: 1, subjects: ["Wriet b"] });
  await git.replaceOnServer(PLACE, replacement);
  assert.deepEqual([onServer("rev-parse", "amended"), native("rev-parse", "origin/amended")], [ours, ours]);
  assert.equal(onServer("fsck", "--strict", "--no-dangling"), "");
  assert.equal(await git.replacement(PLACE, "amended"), undefined);
});

test("replaces the server's branch by an earlier commit, and counts what others pushed since the last fetch", async () => {
  const { git, native } = await pair.clone("earlier");
  onServer("branch", "earlier", "main");
  for (let times = 0; times < 6; times++) movedOn("earlier");
  await git.createBranch(PLACE, "earlier", native("rev-parse", "main~1"));
  const replacement = await compared(git, "earlier");
  assert.deepEqual([replacement.lost, replacement.subjects], [7, Array<string>(5).fill("theirs")]);
  await git.replaceOnServer(PLACE, replacement);
  assert.equal(onServer("rev-parse", "earlier"), native("rev-parse", "main~1"));
});

test("does not replace a branch that others moved after the question", async () => {
  const { git, native, old } = await amended("moved");
  const replacement = await compared(git, "moved");
  const theirs = movedOn("moved");
  await assert.rejects(git.replaceOnServer(PLACE, replacement), refusedWith("branch_moved"));
  assert.deepEqual([onServer("rev-parse", "moved"), native("rev-parse", "origin/moved")], [theirs, old]);
  onServer("branch", "-D", "moved");
  await assert.rejects(git.replaceOnServer(PLACE, replacement), refusedWith("branch_moved"));
  assert.equal(onServer("branch", "--list", "moved"), "");
});

test("does not replace a branch that others move between the server's list of branches and the push", async (t) => {
  const { git } = await amended("race");
  const replacement = await compared(git, "race");
  let theirs = "";
  pair.server.replace(({ method, path }) => (method === "GET" && path.endsWith("service=git-receive-pack") && theirs === "" ? (body) => ((theirs = movedOn("race")), body) : undefined));
  t.after(() => pair.server.replace(() => undefined));
  await assert.rejects(git.replaceOnServer(PLACE, replacement), refusedWith("branch_moved", /refs\/heads\/race/));
  assert.notEqual(theirs, "");
  assert.equal(onServer("rev-parse", "race"), theirs);
});

test("does not push another commit than the one that was compared", async () => {
  const { git, old } = await amended("again");
  const replacement = await compared(git, "again");
  await git.amend(PLACE, [], "Another one", ADA);
  await assert.rejects(git.replaceOnServer(PLACE, replacement), refusedWith("branch_moved"));
  assert.equal(onServer("rev-parse", "again"), old);
});

test("shows the server's words if it protects the branch", async (t) => {
  const { git, old } = await amended("protected");
  const replacement = await compared(git, "protected");
  onServer("config", "receive.denyNonFastForwards", "true");
  t.after(() => onServer("config", "receive.denyNonFastForwards", "false"));
  await assert.rejects(git.replaceOnServer(PLACE, replacement), refusedWith("push_rejected", /non-fast-forward/));
  writeFileSync(join(pair.server.bare, "hooks", "update"), "#!/bin/sh\necho $1 is protected >&2\nexit 1\n", { mode: 0o755 });
  t.after(() => writeFileSync(join(pair.server.bare, "hooks", "update"), "#!/bin/sh\n", { mode: 0o755 }));
  onServer("config", "receive.denyNonFastForwards", "false");
  await assert.rejects(git.replaceOnServer(PLACE, replacement), refusedWith("push_rejected", /refs\/heads\/protected is protected/));
  assert.equal(onServer("rev-parse", "protected"), old);
});

test("reports success without the server's report if the branch was replaced", async (t) => {
  const { git, native, ours } = await amended("unconfirmed");
  const replacement = await compared(git, "unconfirmed");
  pair.server.replace(({ method }) => (method === "POST" ? () => "" : undefined));
  t.after(() => pair.server.replace(() => undefined));
  await git.replaceOnServer(PLACE, replacement);
  assert.deepEqual([onServer("rev-parse", "unconfirmed"), native("rev-parse", "origin/unconfirmed")], [ours, ours]);
});
