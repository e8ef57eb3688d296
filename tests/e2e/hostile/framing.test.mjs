import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { BROKEN_CHUNKS, CLEAR, CLOSED_BEHIND, UNCLEAR } from "../support/hostile-framings.mjs";
import { HEALTH, answersTo, head, isHealth, keptOpen } from "../support/raw-requests.mjs";
import { RawUpstream } from "../support/raw-upstream.mjs";
import { startEdge } from "../support/workerd.mjs";

const upstream = await RawUpstream.start({ after });
const edge = await startEdge({ vars: { AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream.url, MAX_PUSH_BYTES: 1000 } });
after(() => edge.close());

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const AUTHORIZATION = `Authorization: ${basic(gitPassword(KEYS, "eu-west-1/app"))}`;
const SERVICES = ["git-receive-pack", "git-upload-pack"];
const DISCOVERY = "GET /eu-west-1/app/info/refs?service=git-upload-pack HTTP/1.1";

/** The head of a request with a body. */
const post = (service, ...headers) =>
  keptOpen(`POST /eu-west-1/app/${service} HTTP/1.1`, AUTHORIZATION, `Content-Type: application/x-${service}-request`, ...headers);
const codes = (answers) => answers.map(({ status, code }) => [status, code]);

afterEach(async () => {
  upstream.take();
  const [{ status }] = await answersTo(edge.url, head(DISCOVERY, AUTHORIZATION));
  const [{ headers }, ...more] = upstream.take();
  assert.deepEqual([status, headers["content-length"], headers["transfer-encoding"], more], [200, undefined, undefined, []]);
});

for (const service of SERVICES) {
  // A fetch is always forwarded with its length.
  const isFetch = service === "git-upload-pack";
  for (const [what, [headers, body, framing]] of Object.entries(CLEAR)) {
    test(`${what} to ${service} is read unambiguously, and the next request is separate`, async () => {
      const [answer, second, ...more] = await answersTo(edge.url, post(service, ...headers) + body + HEALTH);
      assert.deepEqual([answer.status, isHealth(second), more], [200, true, []]);
      const [request, ...others] = upstream.take();
      const { "content-length": length, "transfer-encoding": coding, trailer, expect } = request.headers;
      assert.deepEqual([request.body, others, trailer, expect], ["0000", [], undefined, undefined]);
      assert.deepEqual([length, coding], framing === "counted" || isFetch ? ["4", undefined] : [undefined, "chunked"]);
    });
  }

  for (const [what, [headers, body]] of Object.entries(CLOSED_BEHIND)) {
    test(`${what} to ${service} is read by its chunks, and nothing after it`, async () => {
      const answers = await answersTo(edge.url, post(service, ...headers) + body + HEALTH);
      assert.deepEqual(codes(answers), [[200, undefined]]);
      const [request, ...others] = upstream.take();
      assert.deepEqual([request.body, others], ["0000", []]);
      const framing = isFetch ? ["4", undefined] : [undefined, "chunked"];
      assert.deepEqual([request.headers["content-length"], request.headers["transfer-encoding"]], framing);
    });
  }
}

for (const [what, [headers, body]] of Object.entries(UNCLEAR)) {
  test(`the runtime rejects ${what}, and closes the connection`, async () => {
    const answers = await answersTo(edge.url, post("git-receive-pack", ...headers) + body + HEALTH);
    assert.deepEqual([codes(answers), upstream.take()], [[[400, undefined]], []]);
  });
}

for (const [what, body] of Object.entries(BROKEN_CHUNKS)) {
  test(`chunks with ${what} are never a complete push, and nothing after them is read`, async () => {
    const answers = await answersTo(edge.url, post("git-receive-pack", "Transfer-Encoding: chunked") + body + HEALTH);
    assert.deepEqual(upstream.take(), []);
    assert.equal(answers.length, 1);
    assert.equal(answers.some(isHealth), false);
    assert.notEqual(answers[0].status, 200);
  });
}

test("malformed chunks are reported as the sender's error, not CodeCommit's", async () => {
  const answers = await answersTo(edge.url, `${post("git-receive-pack", "Transfer-Encoding: chunked")}zz\r\n0000\r\n`);
  assert.deepEqual(codes(answers), [[400, "bad_request"]]);
});

for (const [what, headers, body] of [
  ["a length", [`Content-Length: ${HEALTH.length}`], HEALTH],
  ["chunks", ["Transfer-Encoding: chunked"], `${HEALTH.length.toString(16)}\r\n${HEALTH}\r\n0\r\n\r\n`],
]) {
  for (const [who, line, status, code] of [
    ["that is nowhere", "POST /nowhere HTTP/1.1", 404, "not_found"],
    ["without a credential", "POST /eu-west-1/app/git-receive-pack HTTP/1.1", 401, "unauthenticated"],
  ]) {
    test(`a request smuggled in the body, by ${what}, of a request ${who} is not executed`, async () => {
      const answers = await answersTo(edge.url, keptOpen(line, ...headers) + body + HEALTH);
      assert.deepEqual(codes(answers), [[status, code], [200, undefined]]);
      assert.deepEqual(upstream.take(), []);
    });
  }

  test(`a request smuggled in the body, by ${what}, of a discovery is not executed`, async () => {
    const answers = await answersTo(edge.url, keptOpen(DISCOVERY, AUTHORIZATION, ...headers) + body + HEALTH);
    assert.deepEqual([answers.length, answers.filter(isHealth).length], [2, 1]);
    assert.ok(upstream.take().every((request) => request.body === ""));
  });

  test(`a discovery with a body, by ${what}, is reported as the sender's error, not CodeCommit's`, async () => {
    const [{ status, code }] = await answersTo(edge.url, keptOpen(DISCOVERY, AUTHORIZATION, ...headers) + body + HEALTH);
    assert.ok(status < 500, `${status} ${code}`);
  });
}

for (const [what, headers, body] of [
  ["a length over the limit", ["Content-Length: 1001"], "a".repeat(1001)],
  ["chunks over the limit", ["Transfer-Encoding: chunked"], `800\r\n${"a".repeat(2048)}\r\n0\r\n\r\n`],
]) {
  test(`rejects ${what}, and the next request is separate`, async () => {
    const [answer, second, ...more] = await answersTo(edge.url, post("git-receive-pack", ...headers) + body + HEALTH);
    assert.deepEqual([answer.status, answer.code, isHealth(second), more], [413, "push_too_large", true, []]);
    assert.deepEqual(upstream.take(), []);
  });
}

test("rejects chunks over the limit under a smaller Content-Length", async () => {
  const headers = ["Content-Length: 4", "Transfer-Encoding: chunked"];
  const body = `800\r\n${"a".repeat(2048)}\r\n0\r\n\r\n`;
  const [answer] = await answersTo(edge.url, post("git-receive-pack", ...headers) + body);
  assert.deepEqual([answer.status, answer.code], [413, "push_too_large"]);
  assert.deepEqual(upstream.take(), []);
});

for (const [what, bytes] of [
  ["a body that ends early", `${post("git-receive-pack", "Content-Length: 400")}0000`],
  ["chunks that end early", `${post("git-receive-pack", "Transfer-Encoding: chunked")}4\r\n0000\r\n`],
]) {
  test(`${what} is never a complete push`, async () => {
    assert.deepEqual(codes(await answersTo(edge.url, bytes, { ends: true })), [[400, "bad_request"]]);
    assert.deepEqual(upstream.take(), []);
  });
}

for (const [what, bytes, options] of [
  // The runtime answers these two at once, and keeps the connection open.
  ["no host", `${DISCOVERY}\r\n${AUTHORIZATION}\r\n\r\n`, { ends: true }],
  ["an empty host", `${DISCOVERY}\r\nHost:\r\n${AUTHORIZATION}\r\n\r\n`, { ends: true }],
  ["HTTP/0.9", "GET /\r\n\r\n"],
  ["HTTP/1.7", `${DISCOVERY.replace("1.1", "1.7")}\r\nHost: a\r\n${AUTHORIZATION}\r\n\r\n`],
  ["only the name of HTTP/2", `${DISCOVERY.replace("1.1", "2.0")}\r\nHost: a\r\n${AUTHORIZATION}\r\n\r\n`],
  ["only carriage returns", `${DISCOVERY}\rHost: a\r${AUTHORIZATION}\r\r`],
  ["TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
]) {
  test(`the runtime rejects ${what}`, async () => {
    assert.deepEqual(codes(await answersTo(edge.url, bytes, options)), [[400, undefined]]);
    assert.deepEqual(upstream.take(), []);
  });
}

test("the runtime logs no error for any of this", () => {
  assert.deepEqual(
    edge.logs().filter((line) => typeof line === "string"),
    [],
  );
});
