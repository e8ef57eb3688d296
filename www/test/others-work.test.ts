import assert from "node:assert/strict";
import { test } from "node:test";

import { OthersWork } from "../src/app/others-work.ts";
import type { Working } from "../src/app/other-tabs.ts";

const PLACE = { region: "eu-west-1", repository: "app" };

/** A tab that works: it holds a lock until it is closed. */
function busyTab(lock: string): { news: Working; close(): Promise<void> } {
  const held = Promise.withResolvers<void>();
  const ended = navigator.locks.request(lock, () => held.promise);
  return { news: { kind: "working", repositoryRef: PLACE, label: lock, lock }, close: () => (held.resolve(), ended) };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("waits for each of two busy tabs once, and notices when one is closed", async (t) => {
  const work = new OthersWork();
  t.after(() => work.hear({ kind: "rested", repositoryRef: PLACE }));
  const [one, two] = [busyTab("one"), busyTab("two")];
  await turn();
  const { mock } = t.mock.method(navigator.locks, "request");
  for (let second = 0; second < 5; second++) [two, one].forEach(({ news }) => work.hear(news));
  assert.deepEqual(mock.calls.map(({ arguments: [name] }) => name), ["two", "one"]);
  await two.close();
  await turn();
  assert.equal(work.of(PLACE)?.lock, "one");
  await one.close();
  await turn();
  assert.equal(work.of(PLACE), undefined);
  // News that arrives late.
  work.hear(one.news);
  assert.equal(work.of(PLACE)?.lock, "one");
  await turn();
  assert.equal(work.of(PLACE), undefined);
});
