import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { eventually } from "../support/eventually.mjs";
import { CODE, MALFORMED, NO_CREDENTIAL, PASSED, TOO_LARGE, WITHOUT_MEANING } from "../support/hostile-headers.mjs";
import { HEALTH, answersTo, head, isHealth, keptOpen } from "../support/raw-requests.mjs";
import { RawUpstream } from "../support/raw-upstream.mjs";
import { startEdge } from "../support/workerd.mjs";

const upstream = await RawUpstream.start({ after });
const edge = await startEdge({ vars: { AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream.url } });
after(() => edge.close());

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const authorization = basic(gitPassword(KEYS, "eu-west-1/app"));
const GOOD = `Authorization: ${authorization}`;
const DISCOVERY = "GET /eu-west-1/app/info/refs?service=git-upload-pack HTTP/1.1";
const filled = (headers) => headers.map((line) => line.replaceAll(CODE, authorization));

/** What arrives upstream for a discovery with only a credential. */
await answersTo(edge.url, head(DISCOVERY, GOOD));
const [plain] = upstream.take();

afterEach(async () => {
  const [{ status }] = await answersTo(edge.url, head(DISCOVERY, GOOD));
  assert.deepEqual([status, upstream.take()], [200, [plain]], "the edge keeps serving, as before");
});

for (const [what, headers] of Object.entries(MALFORMED)) {
  test(`the runtime rejects ${what}, and closes the connection`, async () => {
    const answers = await answersTo(edge.url, keptOpen(DISCOVERY, ...filled(headers)) + HEALTH);
    assert.deepEqual([answers.map(({ status, code }) => [status, code]), upstream.take()], [[[400, undefined]], []]);
  });
}

for (const [what, [status, headers]] of Object.entries(TOO_LARGE)) {
  test(`the runtime rejects ${what} for its size`, async () => {
    const answers = await answersTo(edge.url, head(DISCOVERY, ...filled(headers)));
    assert.deepEqual([answers.map((answer) => answer.status), upstream.take()], [[status], []]);
  });
}

for (const [what, [code, headers]] of Object.entries(NO_CREDENTIAL)) {
  test(`rejects ${what}`, async () => {
    const [answer, second] = await answersTo(edge.url, keptOpen(DISCOVERY, ...filled(headers)) + HEALTH);
    assert.deepEqual([answer.status, answer.code, upstream.take()], [401, code, []]);
    assert.ok(isHealth(second));
  });
}

for (const [what, headers] of Object.entries(WITHOUT_MEANING)) {
  test(`${what} changes nothing that CodeCommit sees`, async () => {
    const [answer, ...rest] = await answersTo(edge.url, keptOpen(DISCOVERY, GOOD, ...headers) + HEALTH);
    assert.equal(answer.status, 200, answer.body);
    assert.deepEqual(upstream.take(), [plain]);
    // A client that requests the end of the connection gets it.
    assert.ok(rest.every(isHealth));
    const [, id] = /^x-request-id: (.*?)\r?$/m.exec(answer.head);
    assert.match(id, /^[0-9a-f-]{36}-\d+$/);
    const line = await eventually("its line in the log", () => edge.logs().find(({ request_id }) => request_id === id));
    assert.deepEqual([line.method, line.status, line.code, line.repository], ["GET", 200, null, "app"]);
  });
}

for (const [what, [headers, name, value]] of Object.entries(PASSED)) {
  test(`a git header that is ${what} reaches CodeCommit as one header`, async () => {
    const [answer, second] = await answersTo(edge.url, keptOpen(DISCOVERY, GOOD, ...headers) + HEALTH);
    assert.equal(answer.status, 200, answer.body);
    assert.ok(isHealth(second));
    const [request, ...more] = upstream.take();
    const { [name]: arrived, ...others } = request.headers;
    assert.deepEqual([more, arrived, others], [[], value, plain.headers]);
  });
}

test("rejects two Host headers", async () => {
  const [answer] = await answersTo(edge.url, head(DISCOVERY, GOOD, "Host: evil.example"));
  assert.deepEqual([answer.status, answer.code, upstream.take()], [400, "bad_request", []]);
});

test("rejects a second X-Forwarded-Proto", async () => {
  const [answer] = await answersTo(edge.url, head(DISCOVERY, GOOD, "X-Forwarded-Proto: http"));
  assert.deepEqual([answer.status, answer.code, upstream.take()], [400, "bad_request", []]);
});

test("the runtime logs no error for any of this", () => {
  assert.deepEqual(
    edge.logs().filter((line) => typeof line === "string"),
    [],
  );
});
