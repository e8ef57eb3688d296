import assert from "node:assert/strict";
import { test } from "node:test";

import { fuzzy } from "../src/core/fuzzy.ts";

const PATHS = ["README.md", "src/core/api.ts", "src/core/git/reading.ts", "src/ui/code-view.tsx", "src/ui/views/commit.tsx", "src/ui/views/commit-form.tsx", "test/api.test.ts", "docs/a/p/i.md", "CodeView.java"];
const found = (text: string, most = 20) => fuzzy(PATHS, text, most).map(({ path }) => path);

test("finds paths by characters in order, and prefers file names, starts of words and whole pieces", () => {
  assert.deepEqual(found("api").slice(0, 2), ["src/core/api.ts", "test/api.test.ts"]);
  assert.ok(found("api").includes("docs/a/p/i.md"));
  assert.deepEqual(found("cv").slice(0, 2), ["CodeView.java", "src/ui/code-view.tsx"]);
  assert.deepEqual(found("commit").slice(0, 2), ["src/ui/views/commit.tsx", "src/ui/views/commit-form.tsx"]);
  assert.deepEqual(found("core/read"), ["src/core/git/reading.ts"]);
  assert.deepEqual(found("ui commit form"), ["src/ui/views/commit-form.tsx"]);
  assert.deepEqual(found("readme"), ["README.md"]);
  assert.deepEqual(fuzzy(["core/a.ts", "a/longer/core.ts"], "core", 2).map(({ path }) => path), ["a/longer/core.ts", "core/a.ts"]);
  assert.deepEqual(found("xyz"), []);
  assert.deepEqual(found("", 2), PATHS.slice(0, 2));
  assert.equal(found("s", 3).length, 3);
});

test("says which characters match", () => {
  const [match] = fuzzy(["src/ui/code-view.tsx"], "cview", 1);
  assert.deepEqual(match?.at.map((position) => match.path[position]).join(""), "cview");
  assert.deepEqual(fuzzy(["İ/a"], "a", 1), [], "a path whose lower case has another length");
});

test("searches 50,000 paths fast enough for each key press", () => {
  const many = Array.from({ length: 50_000 }, (_, index) => `packages/part-${index % 97}/src/module-${index}/index-${index % 13}.component.ts`);
  const began = process.cpuUsage();
  for (const text of ["m", "mo", "mod", "module4", "p12m49", "zzz"]) fuzzy(many, text, 50);
  // Processor time: other tests run at the same time.
  const spent = process.cpuUsage(began).user / 1000;
  assert.ok(spent < 1_500, `${spent} ms for six key presses`);
});
