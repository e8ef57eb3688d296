import assert from "node:assert/strict";
import { test } from "node:test";

import git from "isomorphic-git";

import { CODES, problemFrom } from "../src/core/messages.ts";

/** What the edge refuses with, as its documentation promises. */
const OF_THE_EDGE = [
  "unauthenticated", "unrecognised_credential", "credentials_expired", "signature_rejected", "clock_skewed", "access_denied",
  "region_not_allowed", "repository_not_allowed", "origin_not_allowed", "read_only", "bad_repository_name", "bad_request",
  "not_found", "method_not_allowed", "push_too_large", "unsupported_media_type", "throttled", "misconfigured",
  "upstream_unreachable", "upstream_timeout", "fetch_too_large", "unexpected_answer",
];

test("every code of the edge has a text", () => {
  assert.deepEqual(OF_THE_EDGE.filter((code) => !CODES.includes(code)), []);
  for (const code of CODES) {
    const { sentence, next } = problemFrom(Object.assign(new Error(), { code }));
    assert.match(sentence, /^[A-Z].*\.$|^git .*\.$/, code);
    assert.match(next, /^[A-Z].*\.$|eu-west-1\/app\.$/, code);
  }
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
  [new Errors.UnsafeFilepathError("../x"), "invalid_name"],
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
  test(`people are told what is wrong: ${(error as Error)?.name} is ${code}`, () => {
    const problem = problemFrom(error);
    assert.equal(problem.code, code);
    if (detail !== undefined) assert.equal(problem.detail, detail);
    assert.doesNotMatch(JSON.stringify(problem), /isomorphic-git|force: true|Error\b/);
  });
}
