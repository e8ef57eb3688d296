import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import git from "isomorphic-git";

import { CODES, problemFrom } from "../src/core/messages.ts";
import { refusal } from "../src/core/refusal.ts";

/** The edge's error codes: those in its source, and that of a crashed worker. */
function codesOfTheEdge(): string[] {
  const source = readFileSync(new URL("../../edge-proxy/src/error/mod.rs", import.meta.url), "utf8");
  const [, body = ""] = /fn status_and_code\(&self\)[^{]*\{(.*?)\n    \}/s.exec(source) ?? [];
  return [...Array.from(body.matchAll(/=> \(\d+, "(\w+)"\)/g), ([, code = ""]) => code), "internal"];
}

test("has a message for every code of the edge", () => {
  const codes = codesOfTheEdge();
  assert.ok(codes.length > 20, codes.join());
  assert.deepEqual(codes.filter((code) => !CODES.includes(code)), []);
  for (const code of CODES) {
    const { sentence, next } = problemFrom(Object.assign(new Error(), { code }));
    assert.match(sentence, /^[A-Z].*\.$|^git .*\.$/, code);
    assert.match(next, /^[A-Z].*\.$|eu-west-1\/app\.$/, code);
  }
});

test("shows the edge's own message for a code that the page does not know", async () => {
  const answer = new Response("The moon is full. Wait a day.\n", { status: 418, headers: { "x-codecommit-edge-code": "moon_full", "content-type": "text/plain" } });
  const { code, sentence, next, detail } = (await refusal(answer)).problem;
  assert.deepEqual([code, detail], ["moon_full", "The moon is full. Wait a day."]);
  assert.match(sentence, /code that this page does not know/);
  assert.match(next, /details/);
});

const { Errors } = git;
const quota = new DOMException("full", "QuotaExceededError");
const FOREIGN: [error: unknown, code: string, detail?: string][] = [
  [new Errors.AlreadyExistsError("branch", "topic"), "branch_exists", "Failed to create branch at topic because it already exists."],
  [new Errors.CheckoutConflictError(["a", "b/c"]), "unsaved_changes", "a\nb/c"],
  [new Errors.NotFoundError("refs/heads/x"), "no_such_ref", "Could not find refs/heads/x."],
  [new Errors.CommitNotFetchedError("x", "0".repeat(40)), "no_such_ref"],
  [new Errors.MergeConflictError(["a"], ["a"], [], []), "diverged", "a"],
  [new Errors.MergeNotSupportedError(), "merge_unsupported"],
  [new Errors.MissingNameError("author"), "no_author"],
  [new Errors.UnsafeFilepathError("../x"), "unsupported_name"],
  [new Errors.SmartHttpError("<html>", "<html>sign in</html>"), "not_the_edge"],
  [new Errors.ParseError("a", "b"), "not_the_edge"],
  [new Errors.EmptyServerResponseError(), "not_the_edge"],
  [new Errors.MultipleGitError([quota, new Error("another")]), "storage_full", "full"],
  [new Errors.InternalError("what it was"), "git_failed", "what it was"],
  [quota, "storage_full"],
  [Object.assign(new Error("no space"), { code: "ENOSPC" }), "storage_full"],
  [Object.assign(new Error("is a directory"), { code: "EISDIR" }), "name_taken"],
  [Object.assign(new Error("no such file"), { code: "ENOENT" }), "no_such_file"],
  [Object.assign(new Error("no name"), { code: "invalid_repository_name" }), "bad_repository_name"],
  [new TypeError("Failed to fetch"), "edge_unreachable"],
  [new TypeError("terminated"), "edge_unreachable"],
  [new TypeError("x is not a function"), "git_failed"],
  ["text", "git_failed"],
  [undefined, "git_failed"],
];

for (const [error, code, detail] of FOREIGN) {
  test(`explains ${(error as Error)?.name} as ${code}`, () => {
    const problem = problemFrom(error);
    assert.equal(problem.code, code);
    if (detail !== undefined) assert.equal(problem.detail, detail);
    assert.doesNotMatch(JSON.stringify(problem), /isomorphic-git|force: true|Error\b/);
  });
}
