import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { startEdge } from "../support/workerd.mjs";

const WRANGLER = `
compatibility_date = "2026-10-01"
compatibility_flags = [ # the production ones
    "global_fetch_strictly_public",
]

[vars]
name = "not a binding's"

[[durable_objects.bindings]]
name = "COUNTERS"
class_name = "Counter"

[[migrations]]
tag = "v1"
new_sqlite_classes = ["Counter"]
`;

/** Uses the cache as the edge does, and a Durable Object with SQL. */
const WORKER = `
import { DurableObject } from "cloudflare:workers";

let own = 0;

export class Counter extends DurableObject {
  fetch() {
    const { sql } = this.ctx.storage;
    sql.exec("CREATE TABLE IF NOT EXISTS counted (n)");
    sql.exec("INSERT INTO counted VALUES (1)");
    return new Response(String(sql.exec("SELECT count(*) AS n FROM counted").one().n));
  }
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const key = searchParams.get("key") ?? "";
    const cache = caches.default;
    switch (pathname) {
      case "/own":
        return new Response(String(++own));
      case "/put": {
        const headers = { "cache-control": searchParams.get("control"), "content-type": "text/x-toy" };
        await cache.put(key, new Response(request.body, { headers }));
        return new Response("put");
      }
      case "/match": {
        const found = await cache.match(key);
        return found ? new Response(await found.text(), { headers: found.headers }) : new Response("none", { status: 404 });
      }
      case "/delete":
        return new Response(String(await cache.delete(key)));
      case "/try": {
        const outcome = (work) => work.then(() => "done", () => "failed");
        const matched = await outcome(cache.match("https://cache.example.com/"));
        return new Response([matched, await outcome(cache.put("https://cache.example.com/", new Response("x")))].join());
      }
      case "/count":
        return env.COUNTERS.get(env.COUNTERS.idFromName("all")).fetch(request);
    }
  },
};
`;

const KEY = "https://cache.example.com/entry?of=a%20token";

describe("the harness around workerd", () => {
  let directory;
  let worker;
  let edge;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "codecommit-edge-harness-"));
    writeFileSync(join(directory, "index.mjs"), WORKER);
    writeFileSync(join(directory, "wrangler.toml"), WRANGLER);
    worker = { directory, modules: ["index.mjs"], wrangler: join(directory, "wrangler.toml") };
    edge = await startEdge({ worker, isolates: 2 });
  });

  after(async () => {
    await edge?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function ask(base, path, query = {}, body) {
    const response = await fetch(`${base}${path}?${new URLSearchParams(query)}`, { method: body ? "POST" : "GET", body });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  const put = (control, body = "cached") => ask(edge.urls[0], "/put", { key: KEY, control }, body);
  const match = (isolate) => ask(edge.urls[isolate], "/match", { key: KEY });

  test("runs isolates that do not share memory", async () => {
    const [first, second] = edge.urls;
    assert.notEqual(first, second);
    assert.equal(edge.url, first);
    assert.equal((await ask(first, "/own")).text, "1");
    assert.equal((await ask(first, "/own")).text, "2");
    assert.equal((await ask(second, "/own")).text, "1");
  });

  test("has one cache for all isolates, which a test can inspect", async () => {
    assert.equal((await match(1)).status, 404);
    await put("max-age=60", "sealed");
    for (const isolate of [0, 1]) {
      const found = await match(isolate);
      assert.equal(found.text, "sealed");
      assert.equal(found.headers.get("content-type"), "text/x-toy");
    }

    const [entry, ...others] = await edge.cache.entries();
    assert.deepEqual(others, []);
    assert.equal(entry.url, KEY);
    assert.equal(entry.body.toString(), "sealed");
    assert.equal(entry.expires - entry.stored, 60_000);

    await edge.cache.replace([{ ...entry, body: Buffer.from("planted") }]);
    assert.equal((await match(1)).text, "planted");
    assert.equal((await ask(edge.urls[1], "/delete", { key: KEY })).text, "true");
    assert.equal((await ask(edge.urls[1], "/delete", { key: KEY })).text, "false");
    assert.equal((await match(0)).status, 404);

    await put("max-age=60");
    await edge.cache.clear();
    assert.equal((await match(0)).status, 404);
  });

  test("drops expired entries, and stores none without an expiry", async () => {
    await put("max-age=60");
    const [entry] = await edge.cache.entries();
    await edge.cache.replace([{ ...entry, expires: Date.now() - 1 }]);
    assert.equal((await match(0)).status, 404);
    await edge.cache.clear();

    for (const control of ["no-store", "private, max-age=60", "max-age=0", "public"]) {
      await put(control);
      assert.deepEqual(await edge.cache.entries(), [], control);
    }
  });

  test("fails Cache API calls without a cache", async (t) => {
    const without = await startEdge({ worker, cache: false });
    t.after(() => without.close());
    assert.equal(without.cache, undefined);
    assert.equal((await ask(without.url, "/try")).text, "failed,failed");
    assert.equal((await ask(edge.url, "/try")).text, "done,done");
  });

  test("has one Durable Object for all isolates", async () => {
    const counts = [];
    for (const url of [...edge.urls, ...edge.urls]) counts.push((await ask(url, "/count")).text);
    assert.deepEqual(counts, ["1", "2", "3", "4"]);
  });

  test("keeps Durable Objects in a directory across restarts", async (t) => {
    const storage = join(directory, "storage");
    for (const expected of ["1", "2"]) {
      const kept = await startEdge({ worker, storage });
      t.after(() => kept.close());
      assert.equal((await ask(kept.url, "/count")).text, expected);
      await kept.close();
    }
  });
});
