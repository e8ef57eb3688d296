import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { CoreError } from "../src/core/problem.ts";
import { startPair } from "./support/pair.ts";

let pair: Awaited<ReturnType<typeof startPair>>;

before(async () => {
  pair = await startPair();
});

after(() => pair.stop());

test("names the file whose name it cannot handle, and does not ask for another name", async () => {
  pair.there({ "back\\slash.txt": "x\n" });
  await assert.rejects(pair.clone("backslash"), (error) => {
    assert.ok(error instanceof CoreError);
    assert.equal(error.problem.code, "unsupported_name");
    assert.match(String(error.problem.detail), /back\\slash\.txt/);
    return true;
  });
});
