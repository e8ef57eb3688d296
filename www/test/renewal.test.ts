import assert from "node:assert/strict";
import { test } from "node:test";

import { renewal } from "../src/app/renewal.ts";
import type { CoreError } from "../src/core/api.ts";
import { failure } from "../src/core/messages.ts";

const PLACE = { region: "eu-west-1", repository: "app" };

test("requests whose credentials have ended wait for one answer, and go on with it", async () => {
  let ended = true;
  const { waiting, authorize } = renewal(async () => {
    if (ended) throw failure("credentials_expired");
    return "signed";
  });
  const requests = [authorize(PLACE), authorize(PLACE)];
  await new Promise(setImmediate);
  assert.equal(waiting.value?.problem.code, "credentials_expired");
  ended = false;
  waiting.value?.resume();
  assert.deepEqual(await Promise.all(requests), ["signed", "signed"]);
  assert.equal(waiting.value, undefined);
});

test("where the new credentials are no better, the person is asked again, and may give up", async () => {
  const { waiting, authorize } = renewal(async () => {
    throw failure("signature_rejected");
  });
  const request = authorize(PLACE);
  await new Promise(setImmediate);
  waiting.value?.resume();
  await new Promise(setImmediate);
  assert.equal(waiting.value?.problem.code, "signature_rejected");
  waiting.value?.abandon();
  await assert.rejects(request, (error: CoreError) => error.problem.code === "signature_rejected");
  assert.equal(waiting.value, undefined);
});

test("nobody is asked about what no credentials help against", async () => {
  const { waiting, authorize } = renewal(async () => {
    throw failure("edge_unreachable");
  });
  await assert.rejects(authorize(PLACE), (error: CoreError) => error.problem.code === "edge_unreachable");
  assert.equal(waiting.value, undefined);
});
