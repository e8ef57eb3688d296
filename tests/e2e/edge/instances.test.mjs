// After a trap the wasm instance is replaced while JavaScript still waits for CodeCommit's responses. The forwarder runs here
// in Node.js, because no request makes the edge trap.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { after, test } from "node:test";

import { internalError } from "../../../edge-proxy/js/internal_error.js";
import { logLost, newCall, serve } from "../../../edge-proxy/js/serve.js";
import { __wbg_reset_state as reinstantiate, initSync, start } from "../../../edge-proxy/build/edge_proxy.js";
import { basic, gitPassword } from "../support/credentials.mjs";

const DISCOVERY = "/info/refs?service=git-upload-pack";

const waiting = new Map();
const codecommit = http.createServer((request, response) => waiting.get(request.url.split("/")[3])(response)).listen(0, "127.0.0.1");
await once(codecommit, "listening");
after(() => codecommit.close());
const vars = { AWS_ENDPOINT_URL_CODECOMMIT_GIT: `http://127.0.0.1:${codecommit.address().port}` };

initSync({ module: new WebAssembly.Module(readFileSync(new URL("../../../edge-proxy/build/edge_proxy_bg.wasm", import.meta.url))) });
start(vars);

/** Sends a discovery. `reached` resolves to CodeCommit's response, not yet written. */
function discover(repository, accessKeyId) {
  const { promise: reached, resolve } = Promise.withResolvers();
  waiting.set(repository, resolve);
  const password = gitPassword({ accessKeyId, secretAccessKey: "secret", sessionToken: "token" }, `eu-west-1/${repository}`);
  const request = new Request(`http://127.0.0.1/eu-west-1/${repository}${DISCOVERY}`, { headers: { authorization: basic(password) } });
  return { reached, response: serve(newCall(request, {})) };
}

test("a request of a replaced wasm instance is logged with what is still known, and not as a later one", async (t) => {
  const lines = [];
  t.mock.method(console, "log", (line) => lines.push(line));
  const earlier = discover("earlier", "ASIAIOSFODNN7EARLIER");
  const first = await earlier.reached;
  reinstantiate();
  start(vars);
  const later = discover("later", "ASIAIOSFODNN7EXAMPLE");
  const second = await later.reached;

  for (const [answer, { response }, logged] of [
    [first, earlier, [[null, null]]],
    [second, later, [[null, null], ["later", "ASIAIOSFODNN7EXAMPLE"]]],
  ]) {
    answer.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" }).end("0000");
    assert.equal((await response).status, 200);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)).map(({ repository, principal }) => [repository, principal]),
      logged,
    );
  }
  const [lost, known] = lines.map((line) => JSON.parse(line));
  const { detail, ...fields } = lost;
  assert.deepEqual(Object.keys(fields), Object.keys(known));
  assert.match(detail, /replaced/);
  assert.deepEqual([lost.method, lost.status, lost.upstream_status, lost.code], ["GET", 200, 200, null]);
  assert.notEqual(lost.request_id, known.request_id);
});

test("an internal error is logged once, with the fields of every line and the id in the answer", async (t) => {
  const lines = [];
  t.mock.method(console, "error", (line) => lines.push(line));
  const call = newCall(new Request("http://127.0.0.1/", { method: "POST" }), {});
  const answer = internalError(new WebAssembly.RuntimeError("unreachable"), call);
  internalError(new Error("again"), call);
  assert.equal(answer.status, 500);
  const [line, ...others] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(others, []);
  assert.equal(line.request_id, answer.headers.get("x-request-id"));
  assert.deepEqual([line.method, line.status, line.code, line.detail], ["POST", 500, "internal", "RuntimeError: unreachable"]);
});

test("the requests that wait for a trapped wasm instance are logged", async (t) => {
  const lines = [];
  t.mock.method(console, "error", (line) => lines.push(line));
  reinstantiate();
  start(vars);
  const signal = { aborted: false, addEventListener() {} };
  const request = new Request("http://127.0.0.1/eu-west-1/app/info/refs?service=nothing");
  Object.defineProperty(request, "signal", { value: signal });
  const answered = serve(newCall(request, {})).catch(() => {});
  logLost(new WebAssembly.RuntimeError("unreachable"));
  logLost(new WebAssembly.RuntimeError("unreachable"));
  const [line, ...others] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(others, []);
  assert.deepEqual([line.status, line.code, line.detail], [500, "internal", "RuntimeError: unreachable"]);
  await answered;
});

test("a rejected request of a replaced wasm instance does not take the place of a later one", async (t) => {
  t.mock.method(console, "log", () => {});
  reinstantiate();
  start(vars);
  const earlier = discover("earlier", "ASIAIOSFODNN7EARLIER");
  const first = await earlier.reached;
  reinstantiate();
  start(vars);
  const later = discover("later", "ASIAIOSFODNN7EXAMPLE");
  const second = await later.reached;

  first.writeHead(403).end("refused");
  await assert.rejects(earlier.response, /not in progress/);
  second.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" }).end("0000");
  assert.equal((await later.response).status, 200);
});
