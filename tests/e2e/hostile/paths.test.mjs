import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { BAD_NAMES, BAD_QUERIES, BAD_REGIONS, CANONICAL, NOWHERE, UNPARSABLE } from "../support/hostile-paths.mjs";
import { OutboundWitness } from "../support/outbound-witness.mjs";
import { answersTo, head } from "../support/raw-requests.mjs";
import { startEdge } from "../support/workerd.mjs";

const witness = await OutboundWitness.start();
after(() => witness.close());
/** CodeCommit's own hosts, without any restrictions: only malformed requests are rejected here. */
const edge = await startEdge({
  outbound: witness.address,
  vars: { DEFAULT_REGION: "eu-west-1", PROFILES: { team: {} } },
});
after(() => edge.close());

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const AUTHORIZATION = `Authorization: ${basic(gitPassword(KEYS, "eu-west-1/app"))}`;
const BODY = ["Content-Type: application/x-git-receive-pack-request", "Content-Length: 4"];

/** The response to a target, and where the request went. */
async function asked(target) {
  const isPost = target.startsWith("POST ");
  const request = isPost
    ? `${head(`${target} HTTP/1.1`, AUTHORIZATION, ...BODY)}0000`
    : head(`GET ${target} HTTP/1.1`, AUTHORIZATION);
  const [answer, ...more] = await answersTo(edge.url, request);
  assert.deepEqual(more, []);
  assert.doesNotMatch(answer.head, /^x-injected/im);
  return { ...answer, led: witness.take() };
}

afterEach(async () => {
  const { status, led } = await asked("/eu-west-1/app/info/refs?service=git-upload-pack");
  assert.deepEqual([status, led.length], [200, 1], "the edge keeps serving");
});

for (const [status, code, targets] of [
  [404, "not_found", NOWHERE],
  [400, "bad_region", BAD_REGIONS],
  [400, "bad_repository_name", BAD_NAMES],
  [400, "bad_request", BAD_QUERIES],
  [400, undefined, UNPARSABLE],
]) {
  for (const [what, target] of Object.entries(targets)) {
    test(`${what} is ${code ?? "nothing that the runtime lets in"}`, async () => {
      const answer = await asked(target);
      assert.deepEqual([answer.status, answer.code, answer.led], [status, code, []]);
    });
  }
}

for (const [what, [target, url]] of Object.entries(CANONICAL)) {
  test(`${what} maps to one CodeCommit URL`, async () => {
    const { status, led } = await asked(target);
    const method = target.startsWith("POST ") ? "POST" : "GET";
    assert.deepEqual([status, led], [200, [`${method} ${url}`]]);
  });
}

test("the runtime logs no error for any of this", () => {
  assert.deepEqual(
    edge.logs().filter((line) => typeof line === "string"),
    [],
  );
});
