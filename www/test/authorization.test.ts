import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { runChecks } from "../src/core/doctor.ts";
import { localGit } from "../src/core/git/local-git.ts";
import { Session } from "../src/core/session.ts";
import { diskStore } from "./support/disk-store.ts";
import { startGitServer } from "./support/git-server.ts";
import { refusedWith } from "./support/refused-with.ts";

const PLACE = { region: "eu-west-1", repository: "app" };
const KEYS = { accessKeyId: "ASIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI", sessionToken: "token" };
const MINUTE = 60_000;

let server: Awaited<ReturnType<typeof startGitServer>>;
let refusals = 0;

before(async () => {
  server = await startGitServer((authorization) => {
    const code = byTime(authorization);
    if (code !== undefined) refusals++;
    return code;
  });
});

after(() => server.stop());

/** Rejects passwords whose time differs too much, as the edge does. */
function byTime(authorization: string): string | undefined {
  const [, y, mo, d, h, mi, s] = /:(....)(..)(..)T(..)(..)(..)Z/.exec(atob(authorization.slice("Basic ".length))) ?? [];
  const age = Date.now() - Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  if (age < -MINUTE) return "clock_skewed";
  return age > 15 * MINUTE ? "credentials_expired" : undefined;
}

function session(skew: number): Session {
  const signed = new Session({ edge: server.edge, storage: { getItem: () => null, removeItem: () => undefined } as unknown as Storage, clock: () => Date.now() + skew });
  signed.signInWithKeys(KEYS, { keepInTab: false });
  return signed;
}

for (const [name, skew] of [["ahead", 20 * MINUTE], ["behind", -20 * MINUTE]] as const) {
  test(`corrects for a computer's clock that is 20 minutes ${name}`, async () => {
    refusals = 0;
    const { authorize } = session(skew);
    await localGit({ store: diskStore(join(server.root, name)), authorize, edge: server.edge })({}).clone(PLACE, {});
    assert.equal(refusals, 1);
  });
}

test("the doctor authorizes its requests as a clone does", async () => {
  const { authorize } = session(20 * MINUTE);
  const steps = await Array.fromAsync(runChecks({ edge: server.edge, repositoryRef: PLACE, authorize, signedIn: "keys", fetch: async (url, init) => (String(url).endsWith("/healthz") ? new Response() : fetch(url, init)) }));
  assert.deepEqual(steps.slice(3).map(({ name, state }) => `${name} ${state}`), ["service ok", "signature ok", "repository ok", "permission ok", "push ok"]);
});

test("does not resend a rejected authorization", async () => {
  refusals = 0;
  const authorize = async (): Promise<string> => `Basic ${btoa("u:20000101T000000Z")}`;
  await assert.rejects(localGit({ store: diskStore(join(server.root, "same")), authorize, edge: server.edge })({}).clone(PLACE, {}));
  assert.equal(refusals, 1);
});

test("sends at most three signatures for a request", async () => {
  let signed = 0;
  const authorize = async (): Promise<string> => `Basic ${btoa(`u:20000101T00000${signed++}Z`)}`;
  await assert.rejects(localGit({ store: diskStore(join(server.root, "never")), authorize, edge: server.edge })({}).clone(PLACE, {}), refusedWith("credentials_expired"));
  assert.equal(signed, 3);
});
