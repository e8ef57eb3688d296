import assert from "node:assert/strict";
import { test } from "node:test";

import { lenient, type TextStorage } from "../src/app/storage.ts";

function fails(name: string): () => never {
  return () => {
    throw new DOMException("for a test", name);
  };
}

test("a storage that is full or blocked keeps nothing, and reports no error", () => {
  const full: TextStorage = { getItem: () => "stored", setItem: fails("QuotaExceededError"), removeItem: () => undefined };
  const storages = { full: lenient(() => full), blocked: lenient(fails("SecurityError")) };
  for (const storage of Object.values(storages)) {
    storage.setItem("key", "text");
    storage.removeItem("key");
  }
  assert.equal(storages.full.getItem("key"), "stored");
  assert.equal(storages.blocked.getItem("key"), null);
});
