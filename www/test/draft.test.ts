import assert from "node:assert/strict";
import { test } from "node:test";

import { draftOf, keepDraft } from "../src/app/draft.ts";

const PLACE = { region: "eu-west-1", repository: "app" };
const DRAFT = { message: "Begun", name: "Ada", email: "ada@example.com" };

/** A storage with this way to write an item. */
function storage(setItem: (items: Map<string, string>, key: string, value: string) => void): Storage {
  const items = new Map<string, string>();
  const methods = { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => setItem(items, key, value), removeItem: (key: string) => void items.delete(key) };
  return methods as Partial<Storage> as Storage;
}

test("keeps the draft of a commit for its clone, until it is forgotten", () => {
  const kept = storage((items, key, value) => void items.set(key, value));
  keepDraft(kept, PLACE, DRAFT);
  assert.deepEqual(draftOf(kept, PLACE), DRAFT);
  assert.equal(draftOf(kept, { ...PLACE, repository: "other" }), undefined);
  keepDraft(kept, PLACE);
  assert.equal(draftOf(kept, PLACE), undefined);
});

test("keeps no draft in a full storage, and reports no error", () => {
  const full = storage(() => {
    throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
  });
  keepDraft(full, PLACE, DRAFT);
  assert.equal(draftOf(full, PLACE), undefined);
});
