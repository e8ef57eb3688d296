import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { openPage, servePage, startChromium } from "../support/page.mjs";

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const [listed, unlisted] = await Promise.all([servePage({ after }), servePage({ after })]);
const edge = await world.edge({ ALLOWED_ORIGINS: listed });
const browser = await startChromium({ after });

const credentials = await aws.credentials();
await aws.repository("eu-west-1", "app");
const URL_APP = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app";

test("a page clones, commits and pushes, and the secret key never leaves it", async () => {
  const page = await openPage(browser, listed);
  const sent = [];
  page.on("request", (request) => sent.push(written(request)));
  const since = await aws.mark();

  const committed = await page.evaluate(
    async ({ credentials, corsProxy, url }) => {
      const fs = new MemoryFs();
      const repository = { fs, http, dir: "/app", corsProxy, ...codecommitAuth(credentials) };
      await git.clone({ ...repository, url, ref: "main" });
      await fs.promises.writeFile("/app/page.txt", "written in Chromium\n");
      await git.add({ fs, dir: "/app", filepath: "page.txt" });
      const author = { name: "Carol", email: "carol@example.com" };
      const id = await git.commit({ fs, dir: "/app", message: "Write from Chromium", author });
      const { ok } = await git.push({ ...repository, ref: "main" });
      return { id, ok };
    },
    { credentials: { ...credentials, expiration: undefined }, corsProxy: edge.url, url: URL_APP },
  );
  assert.equal(committed.ok, true);

  const clone = world.directory();
  const real = withUserinfo(`${edge.url}/eu-west-1/app`, gitPassword(credentials, "eu-west-1/app"));
  await world.git.ok(["clone", real, clone]);
  assert.equal(await world.git.ok(["rev-parse", "HEAD"], { cwd: clone }), committed.id);
  assert.equal(readFileSync(join(clone, "page.txt"), "utf8"), "written in Chromium\n");
  await world.git.ok(["fsck", "--strict"], { cwd: clone });

  const requests = await Promise.all(sent);
  assert.ok(requests.some((request) => request.includes("git-receive-pack") && request.includes("authorization")));
  const everything = JSON.stringify([requests, edge.logs(), await aws.requests(since)]);
  assert.ok(!everything.includes(credentials.secretAccessKey));
  await page.close();
});

/** Everything that a page sends with a request. */
async function written(request) {
  const body = request.postDataBuffer()?.toString("latin1");
  return JSON.stringify([request.url(), await request.allHeaders(), body]);
}

test("a page on an origin that is not allowed cannot reach the edge", async () => {
  const page = await openPage(browser, unlisted);
  const since = await aws.mark();
  const failures = await page.evaluate(
    async ({ credentials, corsProxy, url }) => {
      const fs = new MemoryFs();
      const failure = (promise) =>
        promise.then(
          () => "it worked",
          (error) => error.name,
        );
      return [
        await failure(fetch(`${corsProxy}/healthz`)),
        await failure(git.clone({ fs, http, dir: "/app", corsProxy, url, ...codecommitAuth(credentials) })),
      ];
    },
    { credentials: { ...credentials, expiration: undefined }, corsProxy: edge.url, url: URL_APP },
  );
  assert.deepEqual(failures, ["TypeError", "TypeError"]);
  assert.deepEqual(await aws.requests(since), []);
  await page.close();
});

test("a page can read why it was rejected", async () => {
  const page = await openPage(browser, listed);
  const wrong = gitPassword({ ...credentials, secretAccessKey: "wrong" }, "eu-west-1/app");
  const absent = gitPassword(credentials, "eu-west-1/absent");
  const basic = ({ username, password }) => `Basic ${btoa(`${username}:${password}`)}`;
  const refusals = await page.evaluate(
    async (requests) => {
      const answers = [];
      for (const [url, authorization] of requests) {
        const headers = { accept: "application/json", ...(authorization && { authorization }) };
        const response = await fetch(url, { headers });
        const header = (name) => response.headers.get(name);
        const { code, request_id: id, message } = await response.json();
        answers.push({
          status: response.status,
          header: header("x-codecommit-edge-code"),
          code,
          tied: id === header("x-request-id"),
          challenge: header("www-authenticate"),
          says: message.length > 20,
        });
      }
      return answers;
    },
    [
      [`${edge.url}/eu-west-1/app/info/refs?service=git-upload-pack`, undefined],
      [`${edge.url}/eu-west-1/app/info/refs?service=git-upload-pack`, basic(wrong)],
      [`${edge.url}/eu-west-1/absent/info/refs?service=git-upload-pack`, basic(absent)],
      [`${edge.url}/nothing/here`, undefined],
    ],
  );

  const expected = [
    [401, "unauthenticated"],
    [401, "signature_rejected"],
    [404, "not_found"],
    [404, "not_found"],
  ];
  assert.deepEqual(
    refusals.map(({ status, header }) => [status, header]),
    expected,
  );
  for (const { status, header, code, tied, challenge, says } of refusals) {
    assert.equal(code, header);
    assert.ok(tied);
    assert.ok(says);
    assert.equal(challenge !== null, status === 401);
  }
  await page.close();
});
