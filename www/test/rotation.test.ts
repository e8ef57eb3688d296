import assert from "node:assert/strict";
import { test } from "node:test";

import type { GitCredentials } from "../src/core/iam/git-credentials.ts";
import { ageInDays, isOld } from "../src/core/iam/age.ts";
import { currentStep, rotationOf } from "../src/core/iam/rotation.ts";

const NOW = Date.parse("2026-11-28T12:00:00Z");
const DAY = 86_400_000;

/** A set of this age in days. */
const set = (id: string, days: number, active = true): GitCredentials => ({ id, username: `${id}-at-123456789012`, active, createdAt: new Date(NOW - days * DAY) });

const [old, fresh] = [set("old", 100), set("fresh", 1)];
const [oldOff, freshOff] = [set("old", 100, false), set("fresh", 1, false)];
const third = set("third", 2);

/** The sets, the set that the user chose to replace, and where the rotation stands. */
const STATES: [name: string, sets: GitCredentials[], replace: string | undefined, expected: object, step: number | undefined][] = [
  ["no set", [], undefined, { stage: "none" }, undefined],
  ["one active set", [old], undefined, { stage: "create", old }, 1],
  ["one inactive set", [oldOff], undefined, { stage: "inactive", sets: [oldOff] }, undefined],
  ["two active sets", [old, fresh], undefined, { stage: "update", old, fresh }, 2],
  ["two active sets, of which the younger is to be replaced", [old, fresh], "fresh", { stage: "update", old: fresh, fresh: old }, 2],
  ["two active sets, and the id of a third", [old, fresh], "third", { stage: "update", old, fresh }, 2],
  ["the older one inactive", [oldOff, fresh], undefined, { stage: "check", old: oldOff, fresh, unusual: false }, 4],
  ["the older one inactive, whatever was to be replaced", [oldOff, fresh], "fresh", { stage: "check", old: oldOff, fresh, unusual: false }, 4],
  ["the younger one inactive", [old, freshOff], undefined, { stage: "check", old: freshOff, fresh: old, unusual: true }, 4],
  ["both inactive", [oldOff, freshOff], undefined, { stage: "inactive", sets: [oldOff, freshOff] }, undefined],
  ["more sets than IAM allows", [old, fresh, third], undefined, { stage: "several", sets: [old, third, fresh] }, undefined],
];

for (const [name, sets, replace, expected, step] of STATES) {
  test(`finds the step of a rotation with ${name}`, () => {
    for (const listed of [sets, sets.toReversed()]) {
      const found = rotationOf(listed, replace);
      assert.deepEqual(found, expected);
      assert.equal(currentStep(found), step);
    }
  });
}

test("goes through all steps, each derived only from the sets", () => {
  const steps = [[old], [old, fresh], [oldOff, fresh], [fresh]].map((sets) => currentStep(rotationOf(sets)));
  assert.deepEqual(steps, [1, 2, 4, 1]);
});

test("treats the set with the plain user name as the older of two from the same second", () => {
  const [plain, numbered] = [{ ...set("b", 1), username: "alice-at-123456789012" }, { ...set("a", 1), username: "alice+1-at-123456789012" }];
  for (const sets of [[plain, numbered], [numbered, plain]]) assert.deepEqual(rotationOf(sets), { stage: "update", old: plain, fresh: numbered });
});

test("orders sets of the same second, with names of one length, by id", () => {
  const [a, b] = [set("a", 1), set("b", 1)];
  for (const sets of [[a, b], [b, a]]) assert.deepEqual(rotationOf(sets), { stage: "update", old: a, fresh: b });
});

test("counts whole days, and none for a clock that is behind", () => {
  assert.equal(ageInDays(set("x", 89.99), NOW), 89);
  assert.equal(ageInDays(set("x", 90), NOW), 90);
  assert.equal(ageInDays(set("x", -1), NOW), 0);
});

test("counts only active credentials as old, from the set age", () => {
  assert.equal(isOld(set("x", 89.99), NOW, 90), false);
  assert.equal(isOld(set("x", 90), NOW, 90), true);
  assert.equal(isOld({ ...set("x", 90), active: false }, NOW, 90), false);
});
