import assert from "node:assert/strict";
import { test } from "node:test";

import { placeInConsole } from "../src/core/console-place.ts";

const CONSOLE = "https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app";
const OID = "1234567890123456789012345678901234567890";

for (const [address, place] of [
  [`${CONSOLE}/browse?region=eu-west-1`, undefined],
  [`${CONSOLE}/browse/refs/heads/main?region=eu-west-1`, { view: "tree", ref: "main" }],
  [`${CONSOLE}/browse/refs/heads/feature/x/--/src/a.rs?region=eu-west-1&lines=3-5`, { view: "file", ref: "feature/x", path: "src/a.rs", lines: { first: 3, last: 5 } }],
  [`${CONSOLE}/browse/refs/heads/main/--/a%20b%23.md?lines=7`, { view: "file", ref: "main", path: "a b#.md", lines: { first: 7, last: 7 } }],
  [`${CONSOLE}/browse/refs/heads/main/--/src/?lines=5-3`, { view: "file", ref: "main", path: "src" }],
  [`${CONSOLE}/browse/refs/tags/v1/--/?x`, { view: "tree", ref: "v1" }],
  [`${CONSOLE}/browse/${OID}/--/a`, { view: "file", ref: OID, path: "a" }],
  [`${CONSOLE}/commits/refs/heads/main`, { view: "log", ref: "main" }],
  [`${CONSOLE}/commit/${OID}?region=eu-west-1`, { view: "commit", ref: OID }],
  [`${CONSOLE}/branches?region=eu-west-1`, { view: "refs" }],
  [`${CONSOLE}/pull-requests/3/details`, undefined],
  [`${CONSOLE}/browse/%E0%A4%A/--/x`, { view: "file", ref: "%E0%A4%A", path: "x" }],
  ["app", undefined],
  ["https://edge.example.com/eu-west-1/app", undefined],
] as const) {
  test(`reads ${address}`, () => assert.deepEqual(placeInConsole(address), place));
}
