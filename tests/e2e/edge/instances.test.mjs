// After a trap the wasm instance is replaced while JavaScript still waits for CodeCommit's responses. The forwarder runs here
// in Node.js, because no request makes the edge trap.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { after, test } from "node:test";

import { serve } from "../../../edge-proxy/js/serve.js";
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
  return { reached, response: serve(request, {}) };
}

test("a request of a replaced wasm instance is not logged as a later one", async (t) => {
  const lines = [];
  t.mock.method(console, "log", (line) => lines.push(line));
  const earlier = discover("earlier", "ASIAIOSFODNN7EARLIER");
  const first = await earlier.reached;
  reinstantiate();
  start(vars);
  const later = discover("later", "ASIAIOSFODNN7EXAMPLE");
  const second = await later.reached;

  for (const [answer, { response }, logged] of [
    [first, earlier, []],
    [second, later, [["later", "ASIAIOSFODNN7EXAMPLE"]]],
  ]) {
    answer.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" }).end("0000");
    assert.equal((await response).status, 200);
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)).map(({ repository, principal }) => [repository, principal]),
      logged,
    );
  }
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
