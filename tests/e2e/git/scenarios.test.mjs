import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";

const REGION = "eu-west-1";
const SERVERS = ["codecommit", "http-backend"];

/** The scenarios of git's own HTTP tests (t5541, t5550, t5551) in which a proxy can cause failures. */
for (const server of SERVERS) {
  describe(`git over the edge, in front of ${server}`, () => {
    let world;
    let edge;
    let keys;
    before(async () => {
      world = await Environment.start({ args: ["--git-server", server] });
      edge = await world.edge();
      keys = await world.aws.credentials();
      await world.aws.repository(REGION, "app");
    });
    after(() => world?.close());

    const git = (args, options) => world.git.ok(args, options);
    const url = (name, credential = gitPassword(keys, `${REGION}/${name}`)) => withUserinfo(`${edge.url}/${REGION}/${name}`, credential);
    const served = (name, ...args) => git(args, { cwd: world.bare(REGION, name) });

    /** An empty upstream repository, and a local one with a commit on main and the other as origin. */
    async function fresh(name) {
      await world.aws.repository(REGION, name, { sample: "empty" });
      const work = world.directory();
      await git(["init", "--quiet", work]);
      await git(["remote", "add", "origin", url(name)], { cwd: work });
      return { work, id: await world.git.commit(work, "first", "first\n") };
    }

    test("lists the refs, and the default branch where the service names one", async () => {
      const listed = await git(["ls-remote", "--symref", url("app")]);
      const lines = listed.split("\n").filter((line) => !line.startsWith("ref: "));
      const refs = (await served("app", "show-ref", "--head", "--dereference")).replaceAll(" ", "\t");
      assert.equal(lines.join("\n"), refs);
      assert.equal(listed.startsWith("ref: refs/heads/main\tHEAD"), server === "http-backend");
    });

    test("checks the default branch out", async () => {
      const clone = world.directory();
      await git(["clone", "--quiet", url("app"), clone]);
      assert.equal(await git(["symbolic-ref", "--short", "HEAD"], { cwd: clone }), "main");
    });

    test("fetches a shallow history, deepens it, and completes it", async () => {
      const clone = world.directory();
      await git(["clone", "--quiet", "--depth=1", "--no-single-branch", url("app"), clone]);
      assert.equal(await git(["rev-parse", "--is-shallow-repository"], { cwd: clone }), "true");
      const count = async () => Number(await git(["rev-list", "--count", "HEAD"], { cwd: clone }));
      const one = await count();
      const deepened = await world.git.run(["fetch", "--quiet", "--deepen=3"], { cwd: clone });
      if (server === "codecommit") {
        assert.match(deepened.stderr, /Server does not support --deepen/);
        await git(["fetch", "--quiet", "--depth=4"], { cwd: clone });
      }
      assert.ok((await count()) > one);
      await git(["fetch", "--quiet", "--unshallow"], { cwd: clone });
      assert.equal(await count(), Number(await served("app", "rev-list", "--count", "main")));
      await git(["fsck", "--strict"], { cwd: clone });
    });

    test("pushes from a shallow clone", async () => {
      const { work } = await fresh("shallow");
      await world.git.commit(work, "second", "second\n");
      await git(["push", "--quiet", "origin", "main"], { cwd: work });
      const clone = world.directory();
      await git(["clone", "--quiet", "--depth=1", url("shallow"), clone]);
      const id = await world.git.commit(clone, "third", "third\n");
      await git(["push", "--quiet", "origin", "main"], { cwd: clone });
      assert.equal(await served("shallow", "rev-parse", "main"), id);
    });

    test("fetches a commit by its id", async () => {
      const id = await served("app", "rev-parse", "main~3");
      const clone = world.directory();
      await git(["init", "--quiet", clone]);
      await git(["fetch", "--quiet", "--depth=1", url("app"), id], { cwd: clone });
      assert.equal(await git(["rev-parse", "FETCH_HEAD"], { cwd: clone }), id);
    });

    test("reports an unknown commit", async () => {
      const clone = world.directory();
      await git(["init", "--quiet", clone]);
      const { code, stderr } = await world.git.run(["fetch", url("app"), "1".repeat(40)], { cwd: clone });
      assert.notEqual(code, 0);
      assert.match(stderr, /not our ref|no such|unadvertised object/i);
    });

    test("follows tags, and prunes what is gone", async () => {
      const { work } = await fresh("tags");
      await git(["push", "--quiet", "origin", "main"], { cwd: work });
      const clone = world.directory();
      await git(["clone", "--quiet", url("tags"), clone]);
      await world.git.commit(work, "second", "second\n");
      await git(["tag", "--annotate", "--message=one", "v1"], { cwd: work });
      await git(["push", "--quiet", "--follow-tags", "origin", "main", "HEAD:refs/heads/short"], { cwd: work });
      await git(["fetch", "--quiet"], { cwd: clone });
      assert.equal(await git(["cat-file", "-t", "v1"], { cwd: clone }), "tag");
      await git(["push", "--quiet", "origin", "--delete", "short"], { cwd: work });
      await git(["fetch", "--quiet", "--prune"], { cwd: clone });
      assert.equal(await git(["branch", "--remotes", "--list", "origin/short"], { cwd: clone }), "");
    });

    test("pushes a thousand refs at once", async () => {
      const { work, id } = await fresh("many");
      const updates = Array.from({ length: 1_000 }, (_, number) => `create refs/heads/branch-${number} ${id}\n`).join("");
      await git(["update-ref", "--stdin"], { cwd: work, input: updates });
      await git(["push", "--quiet", "--all", "origin"], { cwd: work });
      assert.equal((await served("many", "for-each-ref", "--format=x", "refs/heads")).split("\n").length, 1_001);
    });

    test("force-pushes with a lease only while it holds", async () => {
      const { work, id } = await fresh("lease");
      await git(["push", "--quiet", "origin", "main"], { cwd: work });
      await git(["commit", "--quiet", "--amend", "--message=other"], { cwd: work });
      const plain = await world.git.run(["push", "origin", "main"], { cwd: work });
      assert.match(plain.stderr, /! \[rejected\] +main -> main \(non-fast-forward\)/);
      const stale = await world.git.run(["push", `--force-with-lease=main:${"1".repeat(40)}`, "origin", "main"], { cwd: work });
      assert.match(stale.stderr, /\[rejected\].*stale info/);
      await git(["push", "--quiet", `--force-with-lease=main:${id}`, "origin", "main"], { cwd: work });
      assert.equal(await served("lease", "rev-parse", "main"), await git(["rev-parse", "main"], { cwd: work }));
    });

    test("refuses an atomic push locally where the service does not support it", async () => {
      const { work } = await fresh("atomic");
      const { code, stderr } = await world.git.run(["push", "--atomic", "origin", "main", "main:other"], { cwd: work });
      if (server === "codecommit") assert.match(stderr, /does not support --atomic push/);
      else assert.equal(code, 0, stderr);
    });

    test("clones without a filter, with a warning, where the service does not support it", async () => {
      const clone = world.directory();
      const { code, stderr } = await world.git.run(["clone", "--filter=blob:none", "--no-checkout", url("app"), clone]);
      assert.equal(code, 0, stderr);
      if (server === "codecommit") assert.match(stderr, /filtering not recognized by server, ignoring/);
    });

    test("follows a submodule on the same edge", async () => {
      const { work } = await fresh("super");
      const options = ["-c", "protocol.file.allow=never"];
      await git([...options, "submodule", "--quiet", "add", url("app"), "part"], { cwd: work });
      await git(["commit", "--quiet", "--message=Add a part"], { cwd: work });
      await git(["push", "--quiet", "origin", "main"], { cwd: work });
      const clone = world.directory();
      await git([...options, "clone", "--quiet", "--recurse-submodules", url("super"), clone]);
      assert.equal(await git(["rev-parse", "HEAD"], { cwd: join(clone, "part") }), await served("app", "rev-parse", "main"));
    });

    test("reports that git archive is not available over HTTP", async () => {
      const { code, stderr } = await world.git.run(["archive", `--remote=${url("app")}`, "main"]);
      assert.notEqual(code, 0);
      assert.match(stderr, /operation not supported by protocol|not supported|remote error|expected ACK|can't connect to subservice/i);
    });

    test("rejects the dumb HTTP protocol", async () => {
      const { code, stderr } = await world.git.run(["clone", url("app"), world.directory()], { env: { GIT_SMART_HTTP: "0" } });
      assert.notEqual(code, 0);
      assert.match(stderr, /^remote: .*smart protocol/m);
      assert.match(stderr, /The requested URL returned error: 400/);
    });

    test("sends later requests to the target of the first one's redirect", async (t) => {
      const elsewhere = http.createServer((request, response) => response.writeHead(301, { location: edge.url + request.url }).end());
      elsewhere.listen(0, "127.0.0.1");
      await once(elsewhere, "listening");
      t.after(() => elsewhere.close());
      const helper = world.git.helper().set(gitPassword(keys, `${REGION}/app`));
      const clone = world.directory();
      await git([...helper.options, "clone", "--quiet", `http://127.0.0.1:${elsewhere.address().port}/${REGION}/app`, clone]);
      assert.equal(await git(["rev-parse", "HEAD"], { cwd: clone }), await served("app", "rev-parse", "main"));
    });

    test("tolerates the user's own cookies and headers", async () => {
      const cookies = join(world.directory(), "../cookies");
      writeFileSync(cookies, "127.0.0.1\tFALSE\t/\tFALSE\t0\tname\tvalue\n");
      const options = ["-c", `http.cookieFile=${cookies}`, "-c", "http.saveCookies=true", "-c", "http.extraHeader=X-Custom: value"];
      await git([...options, "ls-remote", url("app")]);
      const [request] = (await world.aws.requests()).slice(-1);
      const names = request.headers.map(([name]) => name.toLowerCase());
      assert.ok(!names.includes("cookie") && !names.includes("x-custom"));
    });

    test("accepts static Git credentials with any characters in the password", async () => {
      const password = "p:a/s?s#w%o@r d+=&\"'\\";
      const credential = await world.aws.gitCredentials({ username: "alice-at-123456789012", password });
      await git(["ls-remote", url("app", credential)]);
    });

    test("fetches with a request larger than http.postBuffer", async () => {
      const { work } = await fresh("wants");
      const tree = await git(["rev-parse", "HEAD^{tree}"], { cwd: work });
      const person = "A <a@example.com> 1700000000 +0000";
      const commits = Array.from({ length: 2_000 }, (_, number) => `commit refs/heads/b${number}\ncommitter ${person}\ndata <<E\n${number}\nE\nM 040000 ${tree} \n\n`);
      const bare = world.bare(REGION, "wants");
      await git(["push", "--quiet", "origin", "main"], { cwd: work });
      await git(["fast-import", "--quiet", "--force"], { cwd: bare, input: commits.join("") });
      const clone = world.directory();
      // The same as 25,001 refs with git's default buffer, in a hundredth of the time.
      await git(["-c", "http.postBuffer=65536", "clone", "--quiet", "--mirror", url("wants"), clone]);
      assert.equal(await world.git.refs(clone), await world.git.refs(bare));
    });
  });
}
