import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { effect } from "@preact/signals";

import { OpenClone } from "../src/app/open-clone.ts";
import { upload } from "../src/app/upload.ts";
import { PLACE, put, startPair } from "./support/pair.ts";

const STOPPED = "Stopped before the end. Some files have changed.";
/** More than is sent to git's worker at a time. */
const LARGE = 20_000_001;

let pair: Awaited<ReturnType<typeof startPair>>;
before(async () => {
  pair = await startPair();
  pair.there({ "a.txt": "a\n", "b.txt": "b\n", "d/c.txt": "c\n" });
});
after(() => pair.stop());

/** A clone with uncommitted changes. */
async function changed(name: string) {
  const { git, dir } = await pair.clone(name);
  put(dir, { "a.txt": "my a\n", "b.txt": "my b\n" });
  const clone = new OpenClone(git, PLACE);
  await clone.refresh();
  return { git, clone, read: (path: string) => readFileSync(join(dir, path), "latin1"), has: (path: string) => existsSync(join(dir, path)) };
}

const files = ["a.txt", "new.txt", "b.txt"].map((path) => ({ path, file: new Blob([new Uint8Array(LARGE)]) }));

test("an upload that is cancelled half-way can be undone", async () => {
  const { git, clone, read, has } = await changed("cancelled");
  const { running } = clone.operation;
  const end = effect(() => {
    if (running.value?.progress?.done === 2 * LARGE) running.value.cancel();
  });
  assert.equal(await upload(git, clone, { files }, "Uploaded 3 files."), false);
  end();
  assert.equal(read("a.txt").length, LARGE);
  assert.equal(read("b.txt"), "my b\n");
  assert.equal(clone.undo.last.value?.said, STOPPED);
  assert.deepEqual(await clone.undo.last.value?.changedSince(), []);
  await clone.undo.last.value?.run();
  assert.deepEqual([read("a.txt"), has("new.txt"), clone.undo.last.value], ["my a\n", false, undefined]);
});

test("an upload that is cancelled before it has written a file offers nothing to undo", async () => {
  const { git, clone, read } = await changed("unwritten");
  const uploading = upload(git, clone, { files }, "Uploaded 3 files.");
  clone.operation.running.value?.cancel();
  assert.equal(await uploading, false);
  assert.deepEqual([read("a.txt"), clone.undo.last.value], ["my a\n", undefined]);
});

test("a deletion that fails half-way can be undone, and reports why it failed", async () => {
  const { git, clone, read, has } = await changed("failed");
  await assert.rejects(clone.undo.over(["b.txt", "d"], "Deleted.", async () => {
    await git.deletePaths(PLACE, ["d"]);
    throw new Error("no space");
  }), /no space/);
  assert.equal(has("d"), false);
  assert.equal(clone.undo.last.value?.said, STOPPED);
  await clone.undo.last.value?.run();
  assert.equal(read("d/c.txt"), "c\n");
});

test("only what is written or not pushed is unfinished", async () => {
  const { git } = await pair.clone("clean");
  const clone = new OpenClone(git, PLACE);
  await clone.refresh();
  assert.equal(clone.unfinished.value, false);
  for (const [label, isUnfinished] of [["Uploading", true], ["Searching", false], ["Discarding", true]] as const) {
    await clone.operation.run(label, async () => assert.equal(clone.unfinished.value, isUnfinished, label));
    assert.equal(clone.operation.problem.value, undefined, label);
    assert.equal(clone.unfinished.value, false);
  }
});
