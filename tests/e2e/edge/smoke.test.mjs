import assert from "node:assert/strict";
import http from "node:http";
import { after, before, describe, test } from "node:test";

import { CHECKS } from "../../smoke/checks.mjs";
import { judge } from "../../smoke/checks/plain-http.mjs";
import { Edge } from "../../smoke/edge.mjs";
import { Red } from "../../smoke/verdict.mjs";
import { startUpstream } from "../support/http.mjs";
import { startTlsServer } from "../support/tls.mjs";
import { startEdge } from "../support/workerd.mjs";

const OPTIONS = { version: "0.1.0", streamingLimitMs: 1_000 };
const checkNamed = (name) => CHECKS.find((check) => check.name === name);

/** Faults of a proxy in front of an edge, by the check that must detect them. */
const FAULTS = {
  "health": { body: (text) => text.replace(/0\.1\.0/, "0.0.9") },
  "challenge": { headers: { "www-authenticate": undefined } },
  "CORS": { headers: { "access-control-allow-origin": "https://smoke-test.example" } },
  "OAuth metadata": { status: 200 },
  "page and its policy": { body: (text) => text.replace("</body>", "<script>spy()</script></body>") },
  "no foreign host": { status: 302 },
  "nosniff": { headers: { "x-content-type-options": undefined } },
  "streaming": { buffer: true },
};

/** Reads a request completely; returns whether it arrived. */
async function ended(request) {
  try {
    for await (const _ of request);
    return true;
  } catch {
    return false;
  }
}

describe("the smoke test", () => {
  let edge;
  before(async () => {
    edge = await startEdge();
  });
  after(() => edge.close());

  /** The edge behind a proxy with this fault; stops with `t`. */
  async function faulty(t, { status, headers = {}, body = (text) => text, buffer = false }) {
    const url = await startUpstream(t, async (request, response) => {
      if (buffer && !(await ended(request))) return;
      const { host, ...rest } = request.headers;
      const outgoing = http.request(edge.url + request.url, { method: request.method, headers: { ...rest, host }, agent: false });
      request.pipe(outgoing);
      outgoing.on("error", () => response.destroy());
      outgoing.on("response", async (answer) => {
        const chunks = [];
        for await (const chunk of answer) chunks.push(chunk);
        const changed = { ...answer.headers, ...headers };
        delete changed["content-length"];
        delete changed["transfer-encoding"];
        for (const name of Object.keys(changed)) if (changed[name] === undefined) delete changed[name];
        // Requests for only the address itself are unaffected, so that each fault is a single one.
        const own = request.url === "/config.json";
        response.writeHead(own ? answer.statusCode : (status ?? answer.statusCode), changed);
        response.end(body(Buffer.concat(chunks).toString()));
      });
    });
    return new Edge(url);
  }

  test("passes for an edge with nothing in front of it", async () => {
    const healthy = new Edge(edge.url);
    for (const { name, check } of CHECKS) {
      assert.ok(await check(healthy, OPTIONS), name);
    }
  });

  for (const [name, fault] of Object.entries(FAULTS)) {
    test(`detects a failure of: ${name}`, async (t) => {
      const broken = await faulty(t, fault);
      if (name === "nosniff") await broken.ask("/healthz");
      await assert.rejects(checkNamed(name).check(broken, OPTIONS), (error) => error instanceof Red && error.remedy.length > 10);
    });
  }

  test("detects a certificate that browsers do not trust", async (t) => {
    const { url } = await startTlsServer(t, (_, response) => response.end());
    await assert.rejects(checkNamed("TLS").check(new Edge(url), OPTIONS), /the TLS connection failed: .*self-signed/);
  });

  test("accepts plain HTTP only where it is rejected, or redirected to the edge itself", () => {
    const origin = "https://edge.example.com";
    const seen = (status, location) => () => judge({ status, headers: { location } }, origin);
    assert.match(seen(301, `${origin}/eu-west-1/app`)(), /redirected/);
    assert.match(seen(403)(), /refused/);
    assert.throws(seen(401), /in the clear/);
    assert.throws(seen(200), /answers 200/);
    assert.throws(seen(302, "https://evil.example/"), /redirects to https:\/\/evil/);
    assert.throws(seen(302, `${origin}.evil.example/`), /redirects to/);
  });
});
