import assert from "node:assert/strict";
import fs from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { codecommitAuth } from "codecommit-signer/isomorphic-git";
import git from "isomorphic-git";
import http from "isomorphic-git/http/node";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { againstEachGitServer } from "../support/git-servers.mjs";

const AUTHOR = { name: "Bob", email: "bob@example.com" };

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const testEach = againstEachGitServer(aws, test);
const edge = await world.edge();
const credentials = await aws.credentials();

const address = (name) => `https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/${name}`;
const PROXIES = { path: edge.url, query: `${edge.url}/?` };

let repositories = 0;

/** Creates a test's own repository, and returns its name. */
async function createRepository() {
  const name = `own-${++repositories}`;
  await aws.repository("eu-west-1", name);
  return name;
}

testEach("clones and pushes at the edge's own address, without corsProxy", async () => {
  const name = await createRepository();
  const dir = world.directory();
  const repository = { fs, http, dir, ...codecommitAuth(credentials, { edge: edge.url }) };

  await git.clone({ ...repository, url: `${edge.url}/eu-west-1/${name}`, ref: "main" });
  fs.writeFileSync(join(dir, "direct.txt"), "pushed to the edge\n");
  await git.add({ fs, dir, filepath: "direct.txt" });
  const id = await git.commit({ fs, dir, message: "Write at the edge's address", author: AUTHOR });
  assert.equal((await git.push({ ...repository, ref: "main" })).ok, true);
  assert.equal(await world.git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", name) }), id);
});

test("an edge's address without the option says how to name the edge", async () => {
  const repository = { fs, http, dir: world.directory(), ...codecommitAuth(credentials) };
  const refused = git.clone({ ...repository, url: `${edge.url}/eu-west-1/app` });
  await assert.rejects(refused, ({ message }) => message.includes("{ edge: 'https://git.example.com' }"));
});

for (const [form, corsProxy] of Object.entries(PROXIES)) {
  testEach(`clones, commits and pushes with the ${form} form of corsProxy`, async () => {
    const name = await createRepository();
    const since = await aws.mark();
    const logged = edge.logs().length;
    const dir = world.directory();
    const repository = { fs, http, dir, corsProxy, ...codecommitAuth(credentials) };

    await git.clone({ ...repository, url: address(name), ref: "main" });
    assert.equal(
      await git.resolveRef({ fs, dir, ref: "HEAD" }),
      await world.git.ok(["rev-parse", "main"], { cwd: world.bare("eu-west-1", name) }),
    );
    fs.writeFileSync(join(dir, "browser.txt"), "written by a page\n");
    await git.add({ fs, dir, filepath: "browser.txt" });
    const id = await git.commit({ fs, dir, message: "Write from a page", author: AUTHOR });
    const pushed = await git.push({ ...repository, ref: "main" });
    assert.equal(pushed.ok, true);

    const clone = world.directory();
    await world.git.ok([
      "clone",
      withUserinfo(`${edge.url}/eu-west-1/${name}`, gitPassword(credentials, `eu-west-1/${name}`)),
      clone,
    ]);
    assert.equal(await world.git.ok(["rev-parse", "HEAD"], { cwd: clone }), id);
    assert.equal(fs.readFileSync(join(clone, "browser.txt"), "utf8"), "written by a page\n");
    await world.git.ok(["fsck", "--strict"], { cwd: clone });

    const lines = await eventually("the push in the log", () => {
      const lines = edge.logs().slice(logged);
      return lines.some(({ service, status }) => service === "git-receive-pack" && status === 200) && lines;
    });
    const route = form === "path" ? "host" : "query";
    const own = lines.filter((line) => line.route === route);
    assert.ok(own.length >= 4);
    for (const { identity, status } of own) {
      assert.ok(identity === "signed" || (identity === "none" && status === 401), `${identity} ${status}`);
    }
    const everything = JSON.stringify([edge.logs(), await aws.requests(since)]);
    assert.ok(!everything.includes(credentials.secretAccessKey));
  });
}

testEach("a pull gets what somebody else has pushed", async () => {
  const name = await createRepository();
  const dir = world.directory();
  const repository = { fs, http, dir, corsProxy: edge.url, ...codecommitAuth(async () => credentials) };
  await git.clone({ ...repository, url: address(name), ref: "main" });

  const other = world.directory();
  await world.git.ok([
    "clone",
    withUserinfo(`${edge.url}/eu-west-1/${name}`, gitPassword(credentials, `eu-west-1/${name}`)),
    other,
  ]);
  const id = await world.git.commit(other, "other.txt", "other");
  await world.git.ok(["push", "origin", "main"], { cwd: other });

  await git.pull({ ...repository, ref: "main", author: AUTHOR });
  assert.equal(await git.resolveRef({ fs, dir, ref: "HEAD" }), id);
});

test("a wrong secret key ends with a clear error", async () => {
  await aws.repository("eu-west-1", "stopped");
  const since = await aws.mark();
  const wrong = { ...credentials, secretAccessKey: "wrong" };
  const repository = { fs, http, dir: world.directory(), corsProxy: edge.url, ...codecommitAuth(wrong) };
  await assert.rejects(git.clone({ ...repository, url: address("stopped") }), { code: "signature_rejected" });
  assert.equal((await aws.requests(since)).length, 1, "what was refused is not tried again");
});

test("expired credentials are renewed within an operation", async () => {
  await aws.repository("eu-west-1", "renewed");
  const ended = await aws.credentials();
  await aws.expire(ended);
  const provided = [ended, credentials];
  const repository = {
    fs,
    http,
    dir: world.directory(),
    corsProxy: edge.url,
    ...codecommitAuth(async () => provided.shift()),
  };
  await git.clone({ ...repository, url: address("renewed"), ref: "main" });
  assert.deepEqual(provided, []);
});

test("a missing repository and a push that IAM denies are errors with their status", async () => {
  const limited = await aws.credentials({ allow: [{ actions: ["codecommit:GitPull"] }] });
  const auth = codecommitAuth(limited);
  const missing = { fs, http, dir: world.directory(), corsProxy: edge.url, ...auth, url: address("absent") };
  await assert.rejects(git.clone(missing), ({ code, data }) => code === "HttpError" && data.statusCode === 404);

  await aws.repository("eu-west-1", "guarded");
  const dir = world.directory();
  const guarded = { fs, http, dir, corsProxy: edge.url, ...auth };
  await git.clone({ ...guarded, url: address("guarded"), ref: "main" });
  await git.commit({ fs, dir, message: "Not allowed", author: AUTHOR });
  await assert.rejects(git.push({ ...guarded, ref: "main" }), ({ code, data }) => {
    assert.deepEqual([code, data.statusCode], ["HttpError", 403]);
    assert.match(data.response, /codecommit:GitPush/);
    return true;
  });
});
