import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import type { Authorize } from "../src/core/authorization.ts";
import type { GitClient, Progress } from "../src/core/git-api.ts";
import { betweenTabs } from "../src/core/git/between-tabs.ts";
import { localGit } from "../src/core/git/local-git.ts";
import { webLocks } from "../src/core/git/locks.ts";
import type { Port } from "../src/core/git/messages.ts";
import { remoteGit, type OnChange } from "../src/core/git/remote-git.ts";
import { serve } from "../src/core/git/serve.ts";
import { unwaiting } from "../src/core/git/sign-in.ts";
import { failure } from "../src/core/messages.ts";
import { diskStore } from "./support/disk-store.ts";
import { startGitServer } from "./support/git-server.ts";
import { ADA, bytes, PLACE, put, text } from "./support/pair.ts";
import { refusedWith } from "./support/refused-with.ts";

let server: Awaited<ReturnType<typeof startGitServer>>;
const channels: MessageChannel[] = [];

before(async () => {
  server = await startGitServer(() => undefined);
  const seed = join(server.root, "seed");
  server.git("clone", "-q", server.bare, seed);
  put(seed, { "a.txt": "one\n", "b.txt": "one\n" });
  server.git("-C", seed, "add", "-A");
  server.git("-C", seed, "commit", "-q", "-m", "first");
  server.git("-C", seed, "push", "-q", "origin", "HEAD:main");
});

after(async () => {
  for (const { port1, port2 } of channels) [port1, port2].forEach((port) => port.close());
  await server.stop();
});

/** A profile of a browser; `tab` opens another tab in it, each with a worker of its own. */
function browser(name: string) {
  const store = diskStore(join(server.root, "browsers", name));
  const locks = webLocks();
  return {
    store,
    dir: store.where(PLACE),
    native: (...given: string[]) => server.git("-C", store.where(PLACE), ...given),
    tab(authorize: Authorize = async () => "Bearer x", onChange?: OnChange): GitClient {
      const channel = new MessageChannel();
      channels.push(channel);
      channel.port1.start();
      channel.port2.start();
      serve(channel.port2 as unknown as Port, (ask) => betweenTabs(localGit({ store, locks, authorize: unwaiting(ask), edge: server.edge }), store, locks, ask));
      return remoteGit(channel.port1 as unknown as Port, authorize, onChange);
    },
  };
}

/** An authorization that the test gives when it wants to, and a promise that it has been asked for. */
function held() {
  const [asked, given] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  return { asked: asked.promise, give: () => given.resolve("Bearer x"), authorize: () => (asked.resolve(), given.promise) };
}

test("a change waits until another tab has finished its own, and says so", async () => {
  const profile = browser("waits");
  const slow = held();
  const [one, two, reader] = [profile.tab(), profile.tab(), profile.tab()];
  await one.clone(PLACE, {});
  const busy = profile.tab(slow.authorize);
  const fetching = busy.fetch(PLACE);
  await slow.asked;
  const phases: string[] = [];
  let written = false;
  const writing = two.with({ onProgress: ({ phase }: Progress) => void phases.push(phase) }).write(PLACE, "a.txt", bytes("two\n")).then(() => (written = true));
  // Reading does not wait.
  assert.deepEqual(await reader.status(PLACE), []);
  assert.equal((await reader.clones())[0]?.changed, 0);
  assert.equal(written, false);
  assert.deepEqual(phases, ["Waiting for another tab that works on this clone"]);
  slow.give();
  await Promise.all([fetching, writing]);
  assert.equal(readFileSync(join(profile.dir, "a.txt"), "utf8"), "two\n");
});

test("a change does not wait while another tab waits for the user to sign in", async () => {
  const profile = browser("sign-in");
  await profile.tab().clone(PLACE, {});
  const signIn = held();
  let isSignedIn = false;
  const expired: Authorize = async (_, refused, waits = true) => {
    if (isSignedIn) return "Bearer x";
    if (!waits) throw failure("credentials_expired");
    await signIn.authorize();
    isSignedIn = true;
    return "Bearer x";
  };
  const pulling = profile.tab(expired).pull(PLACE);
  await signIn.asked;
  const phases: string[] = [];
  await profile.tab().with({ onProgress: ({ phase }: Progress) => void phases.push(phase) }).write(PLACE, "a.txt", bytes("meanwhile\n"));
  assert.deepEqual(phases, []);
  signIn.give();
  assert.equal((await pulling).kind, "up-to-date");
  assert.equal(readFileSync(join(profile.dir, "a.txt"), "utf8"), "meanwhile\n");
});

test("ends with the error if the user does not sign in", async () => {
  const profile = browser("no-sign-in");
  await profile.tab().clone(PLACE, {});
  const denied: Authorize = async () => {
    throw failure("credentials_expired");
  };
  await assert.rejects(profile.tab(denied).push(PLACE), refusedWith("credentials_expired"));
  await profile.tab().push(PLACE);
});

test("waiting for another tab can be cancelled", async () => {
  const profile = browser("cancelled");
  const slow = held();
  await profile.tab().clone(PLACE, {});
  const fetching = profile.tab(slow.authorize).fetch(PLACE);
  await slow.asked;
  const controller = new AbortController();
  const cancelled = profile.tab().with({ signal: controller.signal, onProgress: () => controller.abort() }).write(PLACE, "a.txt", bytes("two\n"));
  await assert.rejects(cancelled, { name: "AbortError" });
  slow.give();
  await fetching;
  assert.equal(readFileSync(join(profile.dir, "a.txt"), "utf8"), "one\n");
});

test("commits from many tabs at once are all kept", async () => {
  const profile = browser("commits");
  const tabs = Array.from({ length: 4 }, () => profile.tab());
  await tabs[0]?.clone(PLACE, {});
  await Promise.all(
    tabs.map(async (tab, number) => {
      for (const turn of [1, 2, 3]) {
        await tab.write(PLACE, `tab-${number}-${turn}.txt`, bytes(`${number} ${turn}\n`));
        void tab.status(PLACE);
        await tab.commit(PLACE, [`tab-${number}-${turn}.txt`], `${number} ${turn}`, ADA);
      }
    }),
  );
  assert.equal(profile.native("rev-list", "--count", "HEAD"), "13");
  assert.equal(profile.native("ls-tree", "--name-only", "HEAD").split("\n").length, 14);
  assert.equal(profile.native("status", "--porcelain"), "");
  profile.native("fsck", "--strict");
});

test("looking at the status keeps what another tab has staged", async () => {
  const profile = browser("index");
  await profile.tab().clone(PLACE, {});
  // The same content with another time stamp, which status would note in the index.
  writeFileSync(join(profile.dir, "b.txt"), "one\n");
  const before = readFileSync(join(profile.dir, ".git/index"));
  assert.deepEqual(await profile.tab().status(PLACE), []);
  assert.deepEqual(readFileSync(join(profile.dir, ".git/index")), before);
});

test("an editor does not overwrite what another tab has written since", async () => {
  const profile = browser("editor");
  const [one, two] = [profile.tab(), profile.tab()];
  await one.clone(PLACE, {});
  const opened = await two.read(PLACE, "a.txt");
  await one.write(PLACE, "a.txt", bytes("by one\n"), opened);
  await assert.rejects(two.write(PLACE, "a.txt", bytes("by two\n"), opened), refusedWith("changed_elsewhere"));
  assert.equal(text(await two.read(PLACE, "a.txt")), "by one\n");
  await two.write(PLACE, "a.txt", bytes("by two\n"), bytes("by one\n"));
  await one.deletePaths(PLACE, ["a.txt"]);
  await assert.rejects(two.write(PLACE, "a.txt", bytes("again\n"), bytes("by two\n")), refusedWith("changed_elsewhere"));
  await two.write(PLACE, "a.txt", bytes("again\n"));
  assert.equal(text(await one.read(PLACE, "a.txt")), "again\n");
});

test("a clone that another tab has deleted stays deleted", async () => {
  const profile = browser("deleted");
  const [one, two] = [profile.tab(), profile.tab()];
  await one.clone(PLACE, {});
  await two.refs(PLACE);
  await one.remove(PLACE);
  await assert.rejects(two.write(PLACE, "a.txt", bytes("two\n")), refusedWith("clone_gone"));
  await assert.rejects(two.refs(PLACE), refusedWith("clone_gone"));
  await assert.rejects(two.commit(PLACE, ["a.txt"], "two", ADA), refusedWith("clone_gone"));
  assert.equal(existsSync(profile.dir), false);
});

test("two tabs do not clone the same repository twice", async () => {
  const profile = browser("twice");
  const slow = held();
  const [one, two] = [profile.tab(slow.authorize), profile.tab()];
  const first = one.clone(PLACE, {});
  await slow.asked;
  // What is not complete is in no list, and no other tab takes it for a remnant.
  mkdirSync(profile.dir, { recursive: true });
  assert.deepEqual(await two.clones(), []);
  assert.equal(existsSync(profile.dir), true);
  const second = two.clone(PLACE, {});
  slow.give();
  await first;
  await assert.rejects(second, refusedWith("already_cloned"));
  assert.equal((await two.clones()).length, 1);
  profile.native("fsck", "--strict");
});

test("removes what a closed tab left of a clone", async () => {
  const profile = browser("remnant");
  const slow = held();
  const cloning = profile.tab(slow.authorize).clone(PLACE, {});
  await slow.asked;
  const half = `${profile.dir}-half`;
  cpSync(profile.dir, half, { recursive: true });
  slow.give();
  await cloning;
  await profile.tab().remove(PLACE);
  // As it was before the tab was closed.
  renameSync(half, profile.dir);
  assert.deepEqual(await profile.tab().clones(), []);
  assert.equal(existsSync(profile.dir), false);
});

test("does not remove a clone after a single failed read", async () => {
  const profile = browser("unread");
  await profile.tab().clone(PLACE, {});
  await profile.tab().write(PLACE, "a.txt", bytes("work\n"));
  renameSync(join(profile.dir, ".git/config"), join(profile.dir, ".git/elsewhere"));
  assert.deepEqual(await profile.tab().clones(), []);
  renameSync(join(profile.dir, ".git/elsewhere"), join(profile.dir, ".git/config"));
  assert.equal((await profile.tab().clones())[0]?.changed, 1);
});

test("another clone can be changed while one is being made", async () => {
  const profile = browser("beside");
  const slow = held();
  const tab = profile.tab(slow.authorize);
  const other = { region: "eu-west-1", repository: "other" };
  await profile.tab().clone(PLACE, {});
  const cloning = tab.clone(other, {}).catch(() => undefined);
  await slow.asked;
  await tab.write(PLACE, "a.txt", bytes("meanwhile\n"));
  assert.equal(text(await tab.read(PLACE, "a.txt")), "meanwhile\n");
  slow.give();
  await cloning;
});

test("a tab learns which of its calls have changed a clone", async () => {
  const profile = browser("told");
  const told: string[] = [];
  const tab = profile.tab(undefined, (method, { repository }) => told.push(`${method} ${repository}`));
  await tab.clone(PLACE, {});
  await tab.status(PLACE);
  await tab.read(PLACE, "a.txt");
  await tab.write(PLACE, "a.txt", bytes("two\n"));
  await tab.pull(PLACE);
  // A call that fails may have changed something.
  await assert.rejects(tab.switchBranch(PLACE, "absent"));
  await tab.remove(PLACE);
  assert.deepEqual(told, ["clone app", "write app", "pull app", "switchBranch app", "remove app"]);
});
