import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import type { Problem } from "../src/core/problem.ts";
import { ADA, bytes, PLACE, startPair } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

const line = (payload: string): string => (payload.length + 4).toString(16).padStart(4, "0") + payload;
const banded = (band: number, payload: string): string => line(String.fromCharCode(band) + payload);
const FLUSH = "0000";

/** Replaces the responses to requests whose URL ends like this. */
const at = (end: string, answer: (body: Buffer) => Buffer | string) => (request: { path: string }) => (request.path.endsWith(end) ? answer : undefined);

for (const all of [false, true]) {
  const whose = all ? "all of git's capabilities" : "CodeCommit's capabilities";
  let pair: Awaited<ReturnType<typeof startPair>>;
  before(async () => {
    pair = await startPair({ all });
    pair.there({ "a.txt": "one\n" }, "alpha");
    pair.there({ "b.txt": "two\n" }, "main");
    pair.there({ "b.txt": "three\n" }, "main");
    pair.there({ "c.txt": "four\n" }, "trunk");
    pair.there({ "d.txt": "five\n" }, "zeta");
  });
  after(() => pair.stop());

  for (const head of ["main", "trunk"]) {
    for (const depth of [undefined, 1]) {
      test(`clones only the default branch ${head}, ${depth ? "its latest commit" : "with its history"}, from a server with ${whose}`, async () => {
        pair.server.git("-C", pair.server.bare, "symbolic-ref", "HEAD", `refs/heads/${head}`);
        const { git } = await pair.clone(`${head}-${depth}`, { singleBranch: true, ...(depth && { depth }) });
        const refs = await git.refs(PLACE);
        assert.equal(refs.head, head);
        assert.deepEqual(refs.remoteBranches.map(({ name }) => name), [head]);
        assert.equal((await git.log(PLACE, head)).length, depth ?? Number(pair.server.git("-C", pair.server.bare, "rev-list", "--count", head)));
        await git.write(PLACE, `${head}-${depth}.txt`, bytes("mine\n"));
        await git.commit(PLACE, [`${head}-${depth}.txt`], "Mine", ADA);
        await git.push(PLACE);
        assert.equal((await git.pull(PLACE, ADA)).kind, "up-to-date");
        assert.equal(await git.ahead(PLACE), 0);
      });
    }
  }

  test(`clones all branches from a server with ${whose} and checks out HEAD's`, async () => {
    pair.server.git("-C", pair.server.bare, "symbolic-ref", "HEAD", "refs/heads/trunk");
    const { git } = await pair.clone("all");
    const refs = await git.refs(PLACE);
    assert.equal(refs.head, "trunk");
    assert.deepEqual(refs.remoteBranches.map(({ name }) => name), ["alpha", "main", "trunk", "zeta"]);
  });
}

test("prefers main, then master, then the first of several branches at HEAD's commit", async () => {
  const pair = await startPair();
  try {
    pair.there({ "a.txt": "one\n" }, "zulu");
    const bare = pair.server.bare;
    pair.server.git("-C", bare, "symbolic-ref", "HEAD", "refs/heads/zulu");
    const headOf = async (name: string): Promise<string | undefined> => (await (await pair.clone(name, { singleBranch: true })).git.refs(PLACE)).head;
    pair.server.git("-C", bare, "branch", "bravo", "zulu");
    assert.equal(await headOf("first"), "bravo");
    pair.server.git("-C", bare, "branch", "master", "zulu");
    assert.equal(await headOf("master"), "master");
    pair.server.git("-C", bare, "branch", "main", "zulu");
    assert.equal(await headOf("main"), "main");
    pair.server.git("-C", bare, "symbolic-ref", "HEAD", "refs/heads/deleted");
    assert.equal(await headOf("no-head"), "main");
    assert.equal((await (await pair.clone("no-head-all")).git.refs(PLACE)).head, "main");
  } finally {
    await pair.stop();
  }
});

const zero = (capabilities: string): string => line(`${"0".repeat(40)} capabilities^{}\0${capabilities}\n`);
const EMPTY: Record<string, (service: string) => string> = {
  "a line of capabilities": (service) => line(`# service=${service}\n`) + FLUSH + zero("side-band-64k report-status delete-refs thin-pack") + FLUSH,
  "flushes behind the service": (service) => line(`# service=${service}\n`) + FLUSH + FLUSH,
  "one flush behind the service": (service) => line(`# service=${service}\n`) + FLUSH,
  "flushes alone": () => FLUSH + FLUSH,
};

for (const [form, advertised] of Object.entries(EMPTY)) {
  test(`clones an empty repository advertised by ${form}, and pushes its first commit`, async () => {
    const pair = await startPair();
    try {
      let pushed = false;
      pair.server.replace(({ path }) => {
        pushed ||= path.endsWith("/git-receive-pack");
        const [, service] = /service=(.*)$/.exec(path) ?? [];
        return service === undefined || pushed ? undefined : () => advertised(service);
      });
      const { git } = await pair.clone("empty");
      assert.deepEqual(await git.refs(PLACE), { head: "main", branches: [], remoteBranches: [], tags: [] });
      assert.equal((await git.pull(PLACE, ADA)).kind, "up-to-date");
      await git.write(PLACE, "a.txt", bytes("one\n"));
      const oid = await git.commit(PLACE, ["a.txt"], "First", ADA);
      await git.push(PLACE);
      assert.equal(pair.server.git("-C", pair.server.bare, "rev-parse", "main"), oid);
      assert.equal(await git.ahead(PLACE), 0);
    } finally {
      await pair.stop();
    }
  });
}

let pair: Awaited<ReturnType<typeof startPair>>;
let number = 0;
before(async () => {
  pair = await startPair();
  pair.there({ "a.txt": "one\n" });
});
beforeEach(() => pair.server.replace(() => undefined));
after(() => pair.stop());

/** A clone with a commit to push. */
async function committed() {
  const cloned = await pair.clone(`push-${++number}`);
  await cloned.git.write(PLACE, `${number}.txt`, bytes("mine\n"));
  return { ...cloned, oid: await cloned.git.commit(PLACE, [`${number}.txt`], "Mine", ADA) };
}

const OK = "unpack ok\n";
const TAKEN = "ok refs/heads/main\n";
const REPORTS: Record<string, string> = {
  "in side-band 1": banded(1, line(OK) + line(TAKEN) + FLUSH) + FLUSH,
  "in side-band 1, a packet at a time": banded(1, line(OK)) + banded(2, "done\n") + banded(1, line(TAKEN)) + banded(1, FLUSH) + FLUSH,
  "without line ends": banded(1, line("unpack ok") + line("ok refs/heads/main") + FLUSH) + FLUSH,
  "with a line more": banded(1, line(OK) + line(TAKEN) + line("\n") + FLUSH) + FLUSH,
  "outside of a side-band": line(OK) + line(TAKEN) + FLUSH,
  "that is empty": "",
  "of a flush alone": FLUSH,
  "of an empty side-band": banded(1, FLUSH) + FLUSH,
  "that says nothing of the branch": banded(1, line(OK) + FLUSH) + FLUSH,
};

for (const [form, report] of Object.entries(REPORTS)) {
  test(`recognises a successful push by a report ${form}`, async () => {
    const { git, oid } = await committed();
    pair.server.replace(at("/git-receive-pack", () => report));
    await git.push(PLACE);
    assert.equal(pair.server.git("-C", pair.server.bare, "rev-parse", "main"), oid);
    assert.equal(await git.ahead(PLACE), 0);
  });
}

for (const [form, report, code, detail] of [
  ["is empty", "", "push_unconfirmed", /^$/],
  ["is a flush", FLUSH, "push_unconfirmed", /^$/],
  ["is a page", "<html>sign in</html>", "push_unconfirmed", /^$/],
  ["refuses the branch", banded(1, line(OK) + line("ng refs/heads/main pre-receive hook declined\n") + FLUSH) + FLUSH, "push_rejected", /refs\/heads\/main: pre-receive hook declined/],
  ["refuses the branch outside of a side-band", line("unpack ok") + line("ng refs/heads/main not allowed") + FLUSH, "push_rejected", /not allowed/],
  ["has the server's own words", banded(2, "Merge first.\n") + banded(1, line(OK) + line("ng refs/heads/main declined\n") + FLUSH) + FLUSH, "push_rejected", /declined[^]*Merge first\./],
  ["could not unpack", banded(1, line("unpack index-pack abnormal exit\n") + line("ng refs/heads/main unpacker error\n") + FLUSH) + FLUSH, "push_rejected", /could not unpack the push: index-pack abnormal exit[^]*unpacker error/],
  ["could not unpack, and names no branch", line("unpack offset deltas are not supported\n") + FLUSH, "push_rejected", /offset deltas are not supported/],
  ["is an error", line("ERR You are not welcome"), "remote_error", /^You are not welcome$/],
  ["is an error in a side-band", banded(3, "out of disk\n"), "remote_error", /^out of disk$/],
] as const) {
  test(`reports a failed push if the response ${form}`, async () => {
    const { git, native } = await committed();
    const there = pair.server.git("-C", pair.server.bare, "rev-parse", "main");
    const old = native("rev-parse", "origin/main");
    pair.server.replace(at("/git-receive-pack", () => {
      // git accepted the push; only its response was replaced.
      pair.server.git("-C", pair.server.bare, "update-ref", "refs/heads/main", old);
      return report;
    }));
    await assert.rejects(git.push(PLACE), refusedWith(code, detail));
    assert.equal(native("rev-parse", "origin/main"), old);
    assert.equal(there, old);
    assert.equal(await git.ahead(PLACE), 1);
  });
}

for (const service of ["git-upload-pack", "git-receive-pack"]) {
  test(`shows the server's error instead of the refs of ${service}`, async () => {
    const { git } = await committed();
    for (const answer of [line("ERR Repository is being moved\n"), line(`# service=${service}\n`) + FLUSH + line("ERR Repository is being moved")]) {
      pair.server.replace(at(`service=${service}`, () => answer));
      await assert.rejects(service === "git-upload-pack" ? git.fetch(PLACE) : git.push(PLACE), refusedWith("remote_error", /^Repository is being moved$/));
    }
  });
}

for (const [form, answer] of [
  ["at once", line("ERR upload-pack: not our ref")],
  ["behind an acknowledgement", line("NAK\n") + line("ERR upload-pack: not our ref")],
  ["in the side-band", line("NAK\n") + banded(2, "Counting\n") + banded(3, "upload-pack: not our ref")],
] as const) {
  test(`shows the server's error instead of a pack, ${form}`, async () => {
    const { git } = await committed();
    pair.there({ [`${number}-there.txt`]: "x" }, `side-${number}`);
    pair.server.replace(at("/git-upload-pack", () => answer));
    await assert.rejects(git.fetch(PLACE), (error: { problem?: Problem }) => {
      assert.match(`${error.problem?.code} ${error.problem?.detail}`, /^remote_error upload-pack: not our ref$/);
      return true;
    });
    await assert.rejects(pair.clone(`error-${number}`), refusedWith("remote_error", /not our ref/));
  });
}
