import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { gzipSync } from "node:zlib";

import { cpuSecondsOf } from "../support/cpu-time.mjs";
import { basic, gitPassword, withUserinfo } from "../support/credentials.mjs";
import { Environment } from "../support/environment.mjs";
import { NO_PUSHES, bomb, push, shortCommands } from "../support/hostile-pushes.mjs";
import { exchange, gitType, startUpstream } from "../support/http.mjs";
import { growthMib } from "../support/memory.mjs";

/** The memory that the runtime may need for its connections' buffers, however large the bodies are. */
const GROWTH_MIB = 48;

const world = await Environment.start();
after(() => world.close());
const { aws, git } = world;
const [edge, readOnly] = await Promise.all([world.edge(), world.edge({ READ_ONLY: true })]);
await aws.repository("eu-west-1", "app");
const credentials = await aws.credentials();
const password = gitPassword(credentials, "eu-west-1/app");
/** Looks like a signed password, but is not one. */
const made = { ...password, password: `${password.password.slice(0, 16)}${"ab".repeat(32)}` };

function post(at, service, body, { encoding, headers = {}, credential = password } = {}) {
  return exchange(`${at.url}/eu-west-1/app/${service}`, {
    method: "POST",
    headers: {
      "authorization": basic(credential),
      "content-type": `application/x-${service}-request`,
      "content-length": Buffer.byteLength(body),
      ...(encoding && { "content-encoding": encoding }),
      ...headers,
    },
    body,
  });
}

const code = ({ headers }) => headers["x-codecommit-edge-code"];
const refs = () => git.refs(world.bare("eu-west-1", "app"));
const before = await refs();

// Memory that the first request allocates permanently is not measured.
for (const at of [edge, readOnly]) await git.ok(["ls-remote", withUserinfo(`${at.url}/eu-west-1/app`, password)]);
await post(readOnly, "git-receive-pack", push("refs/heads/main"));

afterEach(async () => {
  for (const at of [edge, readOnly]) await git.ok(["ls-remote", withUserinfo(`${at.url}/eu-west-1/app`, password)]);
  assert.equal(await refs(), before);
});

for (const [what, [body, encoding]] of Object.entries(NO_PUSHES)) {
  test(`rejects as a push a body that is ${what}, at every endpoint`, async () => {
    const refused = await post(readOnly, "git-receive-pack", body, { encoding });
    assert.deepEqual([refused.status, code(refused)], [400, "bad_request"]);
    assert.equal(refused.body.toString(), "The body is not a push. Push with git.\n");

    const since = await aws.mark();
    const { status } = await post(edge, "git-receive-pack", body, { encoding });
    // git reads what the edge forwards, and the edge does not.
    assert.ok(status === 200 || status >= 400, `${status}`);
    const [request, ...more] = await aws.requests(since);
    assert.deepEqual(more, []);
    assert.equal(request.request_bytes, Buffer.byteLength(body));
  });
}

test("reports ref names unchanged, each in a pkt-line of its own", async () => {
  for (const name of ["refs/heads/a\nunpack ok", "refs/heads/\x1b[2J", "refs/heads/\xff", "r".repeat(60_000)]) {
    const { status, body } = await post(readOnly, "git-receive-pack", push(name));
    assert.equal(status, 200);
    const report = withoutBands(body);
    const line = `ng ${name} this edge is read-only\n`;
    const packets = `000eunpack ok\n${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`;
    assert.equal(report.toString("latin1"), packets);
  }
});

/** The data in side band 1. */
function withoutBands(body) {
  const pieces = [];
  for (let at = 0; at + 4 < body.length; ) {
    const length = Number.parseInt(body.toString("latin1", at, at + 4), 16);
    assert.equal(body[at + 4], 1);
    pieces.push(body.subarray(at + 5, at + length));
    at += length;
  }
  return Buffer.concat(pieces);
}

test("rejects a push of the most refs that CodeCommit accepts, ref by ref", async () => {
  const names = Array.from({ length: 4000 }, (_, n) => `refs/heads/${n}`);
  const { status, body } = await post(readOnly, "git-receive-pack", push(...names));
  assert.equal(status, 200);
  assert.equal(withoutBands(body).toString().match(/ng refs/g).length, 4000);
});

test("gives up on an endless list of commands", async () => {
  const answer = await post(readOnly, "git-receive-pack", Buffer.from(`fff0${"a".repeat(65_516)}`.repeat(40)));
  assert.deepEqual([answer.status, code(answer)], [400, "bad_request"]);
});

test("hundreds of thousands of commands cost no more than their bytes, and do not delay others", async () => {
  const body = shortCommands(200_000);
  const healthy = [];
  const cpu = await cpuSecondsOf(readOnly.pid, async () => {
    let going = true;
    const pushed = post(readOnly, "git-receive-pack", body, { credential: made }).finally(() => (going = false));
    while (going) {
      const start = performance.now();
      await exchange(`${readOnly.url}/healthz`);
      healthy.push(performance.now() - start);
    }
    await pushed;
  });
  assert.ok(healthy.length > 0);
  assert.ok(cpu < 1.5, `${body.length} bytes cost ${cpu.toFixed(2)} s of CPU time; somebody waited ${Math.max(...healthy).toFixed()} ms`);
});

for (const service of ["git-upload-pack", "git-receive-pack"]) {
  test(`forwards a compression bomb to ${service} unchanged`, async () => {
    const body = bomb(64);
    const since = await aws.mark();
    const wrong = gitPassword({ ...credentials, secretAccessKey: "wrong" }, "eu-west-1/app");
    let answer;
    const growth = await growthMib(edge.pid, async () => {
      answer = await post(edge, service, body, { encoding: "gzip", credential: wrong });
    });
    assert.deepEqual([answer.status, code(answer)], [401, "signature_rejected"]);
    const [request] = await aws.requests(since);
    const headers = new Map(request.headers);
    assert.deepEqual([headers.get("content-encoding"), headers.get("content-length")], ["gzip", String(body.length)]);
    assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);
  });
}

test("a read-only edge does not unpack a compression bomb beyond its commands", async () => {
  const body = bomb(256);
  let answer;
  let cpu;
  const growth = await growthMib(readOnly.pid, async () => {
    cpu = await cpuSecondsOf(readOnly.pid, async () => {
      answer = await post(readOnly, "git-receive-pack", body, { encoding: "gzip", credential: made });
    });
  });
  assert.deepEqual([answer.status, code(answer)], [200, "read_only"]);
  assert.ok(
    growth < GROWTH_MIB && cpu < 0.5,
    `${body.length} bytes cost ${cpu.toFixed(2)} s of CPU time and ${growth.toFixed(1)} MiB`,
  );
});

test("forwards a compression bomb in a response unchanged", async () => {
  const bytes = gzipSync(Buffer.alloc(64 << 20), { level: 9 });
  const upstream = await startUpstream({ after }, ({ url }, response) =>
    response
      .writeHead(200, { "content-type": gitType(url), "content-encoding": "gzip", "content-length": bytes.length })
      .end(bytes),
  );
  const at = await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream });
  const discovery = () =>
    exchange(`${at.url}/eu-west-1/app/info/refs?service=git-upload-pack`, { headers: { authorization: basic(password) } });
  await discovery();
  let answer;
  const growth = await growthMib(at.pid, async () => (answer = await discovery()));
  assert.deepEqual([answer.status, answer.body.equals(bytes)], [200, true]);
  assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);
});

for (const [status, expected] of [
  [403, [403, "access_denied"]],
  [500, [502, "upstream_unreachable"]],
]) {
  test(`reads only the start of a ${status} for its reason, compression bomb or not`, async () => {
    const filler = Buffer.alloc(1 << 20, "AccessDeniedException: codecommit:GitPull ");
    let written = 0;
    const upstream = await startUpstream({ after }, async (_, response) => {
      response.on("error", () => {});
      response.writeHead(status, { "content-type": "text/plain" });
      while (!response.destroyed && written < 512 << 20) {
        written += filler.length;
        if (!response.write(filler)) await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
      }
      response.end();
    });
    const at = await world.edge({ AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream });
    await exchange(`${at.url}/healthz`);
    let answer;
    const growth = await growthMib(at.pid, async () => {
      answer = await exchange(`${at.url}/eu-west-1/app/info/refs?service=git-upload-pack`, {
        headers: { authorization: basic(password) },
      });
    });
    assert.deepEqual([answer.status, code(answer)], expected);
    assert.ok(answer.body.length < 10_000, `${answer.body.length} bytes`);
    assert.ok(written < 128 << 20, `${written} bytes were taken`);
    assert.ok(growth < GROWTH_MIB, `the worker grew by ${growth.toFixed(1)} MiB`);
  });
}
