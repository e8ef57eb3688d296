import assert from "node:assert/strict";
import { test } from "node:test";

import { renewal } from "../src/app/renewal.ts";
import { failure } from "../src/core/messages.ts";
import type { CoreError } from "../src/core/problem.ts";

const PLACE = { region: "eu-west-1", repository: "app" };

test("requests with expired credentials wait for one sign-in and then continue", async () => {
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

test("asks again if the new credentials fail too, until the user gives up", async () => {
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

test("does not ask for credentials if they cannot help", async () => {
  const { waiting, authorize } = renewal(async () => {
    throw failure("edge_unreachable");
  });
  await assert.rejects(authorize(PLACE), (error: CoreError) => error.problem.code === "edge_unreachable");
  assert.equal(waiting.value, undefined);
});
