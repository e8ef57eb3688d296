import assert from "node:assert/strict";
import { test } from "node:test";

import { draftOf, keepDraft } from "../src/app/draft.ts";
import type { TextStorage } from "../src/app/storage.ts";

const PLACE = { region: "eu-west-1", repository: "app" };
const DRAFT = { message: "Begun", name: "Ada", email: "ada@example.com" };

function storage(): TextStorage {
  const items = new Map<string, string>();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value), removeItem: (key) => void items.delete(key) };
}

test("keeps the draft of a commit for its clone, until it is forgotten", () => {
  const kept = storage();
  keepDraft(kept, PLACE, DRAFT);
  assert.deepEqual(draftOf(kept, PLACE), DRAFT);
  assert.equal(draftOf(kept, { ...PLACE, repository: "other" }), undefined);
  keepDraft(kept, PLACE);
  assert.equal(draftOf(kept, PLACE), undefined);
});
