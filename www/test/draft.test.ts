import assert from "node:assert/strict";
import { test } from "node:test";

import { draftsOf } from "../src/app/draft.ts";
import type { TextStorage } from "../src/app/storage.ts";

const PLACE = { region: "eu-west-1", repository: "app" };
const DRAFT = { message: "Begun", name: "Ada", email: "ada@example.com" };

function storage(): TextStorage {
  const items = new Map<string, string>();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value), removeItem: (key) => void items.delete(key) };
}

test("keeps the draft of a commit for its clone, until it is forgotten", () => {
  const kept = storage();
  const { commit } = draftsOf(kept, PLACE);
  commit.keep(DRAFT);
  assert.deepEqual(draftsOf(kept, PLACE).commit.read(), DRAFT);
  assert.equal(draftsOf(kept, { ...PLACE, repository: "other" }).commit.read(), undefined);
  commit.forget();
  assert.equal(draftsOf(kept, PLACE).commit.read(), undefined);
});

test("keeps the drafts of a merge and of an amended commit beside it, each only for its merge or commit", () => {
  const kept = storage();
  const { commit, conclusion, amendment } = draftsOf(kept, PLACE);
  conclusion.keep({ ...DRAFT, message: "Merge" }, "1 2");
  amendment.keep({ ...DRAFT, message: "Amend" }, "1");
  assert.equal(commit.read(), undefined);
  assert.deepEqual([conclusion.read("1 2")?.message, amendment.read("1")?.message], ["Merge", "Amend"]);
  assert.deepEqual([conclusion.read("1 3"), amendment.read("2"), conclusion.read(), amendment.read()], [undefined, undefined, undefined, undefined]);
  conclusion.forget();
  assert.deepEqual([conclusion.read("1 2"), amendment.read("1")?.message], [undefined, "Amend"]);
});

test("reads no draft from a malformed text", () => {
  const kept = storage();
  for (const text of ["{", "null", "[]", '{"message":1,"name":"","email":""}']) {
    kept.setItem("codecommit-edge.draft.eu-west-1/app", text);
    assert.equal(draftsOf(kept, PLACE).commit.read(), undefined, text);
  }
});
