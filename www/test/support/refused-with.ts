import assert from "node:assert/strict";

import type { Problem } from "../../src/core/problem.ts";

/** Accepts only an error whose problem has this code, and this detail if it is given. */
export const refusedWith = (code: string, detail?: RegExp) => (error: { problem?: Problem }) => {
  assert.equal(error.problem?.code, code, JSON.stringify(error.problem ?? String(error)));
  if (detail) assert.match(error.problem?.detail ?? "", detail);
  return true;
};
