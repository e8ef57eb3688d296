import assert from "node:assert/strict";
import { test } from "node:test";

import type { Progress } from "../src/core/git-api.ts";
import { Meter } from "../src/core/git/progress.ts";

test("computes the rate while bytes arrive, and the time left in the phase", () => {
  let now = 0;
  const told: Progress[] = [];
  const meter = new Meter((progress) => told.push(progress), () => now);
  now = 2_000;
  meter.bytes(4_000_000);
  now = 10_000;
  meter.event({ phase: "Resolving deltas", loaded: 0, total: 100 });
  now = 13_000;
  meter.event({ phase: "Resolving deltas", loaded: 75, total: 100 });
  assert.deepEqual(told.at(-1), { phase: "Resolving deltas", done: 75, total: 100, bytes: 4_000_000, rate: 2_000_000, secondsLeft: 1 });
});

test("limits how often it reports, but reports a new phase at once", () => {
  let now = 0;
  const told: Progress[] = [];
  const meter = new Meter((progress) => told.push(progress), () => now);
  for (; now < 1_000; now++) meter.bytes(now);
  assert.equal(told.length, 10);
  meter.event({ phase: "Counting objects", loaded: 1, total: 0 });
  assert.equal(told.length, 11);
  assert.equal(told.at(-1)?.total, undefined);
});

test("reports received objects when the server has finished packing", () => {
  const told: Progress[] = [];
  let now = 0;
  const meter = new Meter((progress) => told.push(progress), () => (now += 200));
  meter.event({ phase: "Compressing objects", loaded: 10, total: 22 });
  meter.bytes(1_000);
  assert.equal(told.at(-1)?.phase, "Compressing objects");
  meter.event({ phase: "Compressing objects", loaded: 22, total: 22 });
  meter.bytes(50_000);
  const { phase, total, secondsLeft } = told.at(-1) ?? {};
  assert.deepEqual([phase, total, secondsLeft], ["Receiving objects", undefined, undefined]);
});
