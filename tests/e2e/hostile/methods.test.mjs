import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { answersTo, head } from "../support/raw-requests.mjs";
import { RawUpstream } from "../support/raw-upstream.mjs";
import { startEdge } from "../support/workerd.mjs";

const upstream = await RawUpstream.start({ after });
const edge = await startEdge({
  vars: {
    AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream.url,
    SESSION_KEYS: `k1:${Buffer.alloc(32, 7).toString("base64")}`,
  },
});
after(() => edge.close());

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const AUTHORIZATION = `Authorization: ${basic(gitPassword(KEYS, "eu-west-1/app"))}`;
const DISCOVERY = "/eu-west-1/app/info/refs?service=git-upload-pack";
const PUSH = "/eu-west-1/app/git-receive-pack";
const OVERRIDES = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X_HTTP_METHOD_OVERRIDE"];

async function asked(line, ...headers) {
  const [answer, ...more] = await answersTo(edge.url, head(`${line} HTTP/1.1`, AUTHORIZATION, ...headers));
  assert.deepEqual(more, []);
  const led = upstream.take().map(({ method, url }) => `${method} ${url}`);
  return { ...answer, outcome: [answer.status, answer.code], led };
}

afterEach(async () => {
  const { status, led } = await asked(`GET ${DISCOVERY}`);
  assert.deepEqual([status, led], [200, ["GET /v1/repos/app/info/refs?service=git-upload-pack"]]);
});

for (const method of ["HEAD", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "SEARCH", "PURGE", "REPORT", "QUERY"]) {
  test(`rejects ${method} with a list of the allowed methods`, async () => {
    for (const [target, allow] of [
      [DISCOVERY, "GET, OPTIONS"],
      [PUSH, "POST, OPTIONS"],
      ["/session", "GET, POST, DELETE, OPTIONS"],
    ]) {
      if (method === "DELETE" && target === "/session") continue;
      const { outcome, led, head: told, body } = await asked(`${method} ${target}`);
      assert.deepEqual([outcome, led], [[405, "method_not_allowed"], []]);
      assert.match(told, new RegExp(`^allow: ${allow}\r?$`, "im"));
      // An echo, as for TRACE, would show a page data that it must not read.
      assert.ok(!body.includes("Authorization"));
      if (method === "HEAD") assert.equal(body, "");
    }
  });
}

for (const method of ["get", "Get", "post", "FOO", "GETGET", "BREW"]) {
  test(`the runtime rejects the method ${method}`, async () => {
    const { outcome, led } = await asked(`${method} ${DISCOVERY}`);
    assert.deepEqual([outcome, led], [[501, undefined], []]);
  });
}

for (const [what, line] of Object.entries({ "no method": ` ${DISCOVERY}`, "a tab in a method": `GET\t ${DISCOVERY}`, "a byte over ASCII in a method": `G\xcbT ${DISCOVERY}` })) {
  test(`the runtime rejects ${what}`, async () => {
    const { outcome, led } = await asked(line);
    assert.deepEqual([outcome, led], [[400, undefined], []]);
  });
}

for (const target of ["evil.example:443", "127.0.0.1:22", "git-codecommit.eu-west-1.amazonaws.com:443"]) {
  test(`no tunnel is opened to ${target}`, async () => {
    const { status, led } = await asked(`CONNECT ${target}`);
    assert.ok(status >= 400, `${status}`);
    assert.deepEqual(led, []);
  });
}

test("the edge answers OPTIONS itself, with nothing but the allowed methods", async () => {
  for (const target of ["*", "/", DISCOVERY, PUSH, "/nowhere/at/all"]) {
    const { status, led, head: told, body } = await asked(`OPTIONS ${target}`);
    assert.deepEqual([status, led, body], [204, [], ""]);
    assert.match(told, /^allow: GET, POST, OPTIONS\r?$/im);
    assert.doesNotMatch(told, /access-control/i);
  }
});

test("no header or parameter overrides the method", async () => {
  for (const name of OVERRIDES) {
    const got = await asked(`GET ${DISCOVERY}`, `${name}: POST`);
    assert.deepEqual([got.status, got.led], [200, ["GET /v1/repos/app/info/refs?service=git-upload-pack"]]);
    const posted = await asked(`POST ${DISCOVERY}`, `${name}: GET`, "Content-Length: 0");
    assert.deepEqual([posted.outcome, posted.led], [[405, "method_not_allowed"], []]);
    // The credential that ends a session is not the one that opens it.
    const opened = await asked("POST /session", `${name}: DELETE`, "Content-Length: 0");
    assert.deepEqual([opened.outcome, opened.led], [[401, "unrecognised_credential"], []]);
    assert.match(opened.body, /cannot be opened with this credential/);
  }
  for (const [line, outcome] of [
    [`GET ${DISCOVERY}&_method=POST`, [400, "bad_request"]],
    ["GET /eu-west-1/app/git-receive-pack?_method=POST", [405, "method_not_allowed"]],
    ["POST /session?_method=DELETE", [400, "bad_request"]],
  ]) {
    const headers = line.startsWith("POST") ? ["Content-Length: 0"] : [];
    const answer = await asked(line, ...headers);
    assert.deepEqual([answer.outcome, answer.led], [outcome, []]);
  }
});
