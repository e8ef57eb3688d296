import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { cloneCommand, maskedCommand } from "../src/app/clone-command.ts";
import { preferences } from "../src/app/preferences.ts";
import { edgeConfig } from "../src/core/edge.ts";
import { validRepository, malformed, repositoryAtPath } from "../src/core/repository-ref.ts";
import { shellCommand } from "../src/core/shell.ts";
import { link, parseRoute, REPOSITORY_VIEWS } from "../src/ui/address.ts";
import { refusedWith } from "./support/refused-with.ts";

const directory = mkdtempSync(join(tmpdir(), "www-shell-"));
const programs = join(directory, "bin");
const here = join(directory, "here");
after(() => rmSync(directory, { recursive: true }));
execFileSync("mkdir", [programs, here]);
writeFileSync(join(programs, "git"), "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
chmodSync(join(programs, "git"), 0o755);

/** The arguments that git gets when a command is pasted into a shell, which must run nothing else and create no file. */
function given(command: string): string[] {
  const said = execFileSync("sh", ["-c", command], { cwd: here, encoding: "utf8", env: { PATH: `${programs}:${process.env["PATH"]}`, HOME: here, IFS: " \t\n" }, stdio: ["ignore", "pipe", "pipe"] });
  assert.deepEqual(readdirSync(here), [], command);
  return said.split("\0").slice(0, -1);
}

/** Texts that a shell would execute if they were not quoted: each would create a file here. */
const HOSTILE = [
  "app;id>ran;#", "$(id>ran)", "`id>ran`", "x';id>ran;'", "x'\\'';id>ran;#", '";id>ran;"', "a|id>ran", "a&id>ran&", ">ran", "a||id>ran", "&&id>ran", "*", "~", "?", "[a-z]", "{a,b}", "$HOME", "${IFS}", "$'\\x41'", "!!", "#", "a b", " ", "", "\\", "a\\", "'", "''", "'\\''",
  "-u", "--upload-pack=id>ran", "%PATH%", "^", "a=b", "@(a)", "ä ö\u202e", "\u2028id>ran", "𝒳", "e\u0301",
];

/** A few thousand texts of characters that are special in shells, the same ones each time. */
function* random(): Generator<string> {
  const pieces = [..."'\"\\$`;&|<>(){}[]*?!#~=%^@-:/., a", "id>ran", "$(id>ran)", "'\\''", "ü", "\u202e"];
  let state = 7;
  const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let i = 0; i < 3_000; i++) yield Array.from({ length: next(9) }, () => pieces[next(pieces.length)]).join("");
}

test("a shell passes every word of a command on unchanged", () => {
  assert.deepEqual(given(shellCommand("git", ...HOSTILE)), HOSTILE);
  const words = [...random()];
  for (let i = 0; i < words.length; i += 200) assert.deepEqual(given(shellCommand("git", ...words.slice(i, i + 200))), words.slice(i, i + 200));
  assert.equal(shellCommand("git", "clone", "https://edge.example.com:8443/pay/eu-west-1/app_1.x"), "git clone https://edge.example.com:8443/pay/eu-west-1/app_1.x");
});

test("rejects control characters, which a terminal obeys even within quotes", () => {
  for (const word of ["a\nid>ran", "\u001b[201~id>ran\r", "\u0003", "\u0000", "\u009b201~"]) assert.throws(() => shellCommand("git", word), refusedWith("invalid_name"));
});

test("copies a single git clone of a single URL, whatever the host, the user and the password", () => {
  const hosts = ["edge.example.com", "edge.example.com:8443", "[::1]:8787", "x;id>ran;.example.com", "$(id>ran).example.com", "a'b.example.com", "`id`.example.com", "a&b.example.com", "{a,b}.example.com", "*.example.com"];
  // Some of these are not valid hosts in a URL; commands quote the others.
  const edges = hosts.flatMap((host) => (URL.canParse(`https://${host}/`) ? new URL(`https://${host}/`).origin : []));
  assert.ok(edges.length >= 7);
  const texts = [...HOSTILE, ...[...random()].slice(0, 60), "a\nb", "\u001b[201~", "\u0000"];
  for (const edge of edges) {
    const address = `${edge}/payments/eu-west-1/app`;
    assert.deepEqual(given(cloneCommand(address)), ["clone", address]);
    assert.deepEqual(given(maskedCommand(address)), ["clone", address.replace("://", "://••••••••:••••••••@")]);
  }
  for (const [index, text] of texts.entries()) {
    const address = `${edges[index % edges.length]}/eu-west-1/app`;
    const [verb, cloned = "", ...more] = given(cloneCommand(address, { username: `u${text}`, password: text }));
    assert.deepEqual([verb, more], ["clone", []]);
    const url = new URL(cloned);
    assert.deepEqual([decodeURIComponent(url.username), decodeURIComponent(url.password)], [`u${text}`, text]);
    assert.equal(`${url.origin}${url.pathname}`, new URL(address).href.replace(/\/$/, ""));
  }
});

test("rejects addresses with hostile repository names", () => {
  const part = encodeURIComponent;
  assert.equal(parseRoute("#/eu-west-1/app%3Bid%3E%2Ftmp%2Fx%3B%23/hand-over").at, "nowhere");
  for (const text of new Set([...HOSTILE, ...random(), "a\nb", "..", "../session", "app/../../session"])) {
    // Repositories may have these names; one that starts with a dash comes after the address's host.
    if (/^[\w.-]+$/.test(text) && text !== "..") continue;
    for (const view of ["", ...REPOSITORY_VIEWS.map((name) => `/${name}`)]) {
      for (const address of [`eu-west-1/${part(text)}`, `${part(text)}/eu-west-1/app`, `payments/${part(text)}/app`, `payments/eu-west-1/${part(text)}`, `${part(text)}/app`, `eu-west-1${part(text)}/app`]) {
        const route = parseRoute(`#/${address}${view}`);
        // With an empty text, some of these are addresses of other repositories.
        if (text !== "") assert.equal(route.at, "nowhere", address);
        else if (route.at === "repository") assert.equal(malformed(route.repositoryRef), undefined, address);
      }
    }
  }
});

test("applies the same grammar to names from storage, databases and the edge's configuration", async () => {
  const hostile = [{ region: "eu-west-1", repository: "app;id" }, { region: "eu-west-1$(id)", repository: "app" }, { region: "eu-west-1", repository: "app", profile: "a'b" }, { region: 1, repository: "app" }, null, "eu-west-1/app", { region: "eu-west-1", repository: "app", profile: null }];
  for (const repositoryRef of hostile) assert.equal(validRepository(repositoryRef), undefined);
  for (const path of ["eu-west-1/app;id", "a'b/eu-west-1/app", "eu-west-1\n/app", "eu-west-1/app.git", "eu-west-1/.."]) assert.equal(repositoryAtPath(path), undefined, path);
  const good = { region: "eusc-de-east-1", repository: "app", profile: "payments" };
  const store = new Map([["recent", [...hostile, good]], ["region", "eu-west-1;id"], ["author", { name: 1 }], ["accounts", { a: "1", b: {} }]].map(([name, value]) => [`codecommit-edge.${name}`, JSON.stringify(value)]));
  const storage = { getItem: (name: string) => store.get(name) ?? null, setItem: () => undefined, removeItem: () => undefined } as unknown as Storage;
  const { recent, region, author, accounts } = preferences(storage);
  assert.deepEqual([recent.value, region.value, author.value, accounts.value], [[good], undefined, undefined, { a: "1" }]);
  const get = (async () => Response.json({ profiles: ["pay", "a;id", 1, "session"], regions: ["eu-west-1", "$(id)"], default_region: "`id`" })) as unknown as typeof fetch;
  const { profiles, regions, default_region: usual } = await edgeConfig("https://edge", get);
  assert.deepEqual([profiles, regions, usual], [["pay"], ["eu-west-1"], null]);
});

test("says which name is malformed", () => {
  const said = (hash: string): string | undefined => {
    const route = parseRoute(hash);
    return route.at === "nowhere" && route.problem ? `${route.problem.code}: ${route.problem.sentence}` : undefined;
  };
  assert.equal(said("#/eu-west1/app"), "bad_region: “eu-west1” is not a region.");
  assert.equal(said("#/eu-west1/app/tree/main"), "bad_region: “eu-west1” is not a region.");
  assert.equal(said("#/payments/eu-west1/app"), "bad_region: “eu-west1” is not a region.");
  assert.equal(said("#/eu-west-1/app.git"), "bad_repository_name: “app.git” is not a repository name.");
  assert.equal(said("#/Pay/eu-west-1/app"), "bad_profile_name: “Pay” is not a profile name.");
  assert.equal(said("#/session/eu-west-1/app"), "bad_profile_name: “session” is not a profile name.");
  assert.equal(said("#/payments/eu-west-1"), "bad_repository_name: This is not a repository name.");
  assert.equal(parseRoute(link({ region: "eusc-de-east-1", repository: "app" }, "hand-over")).at, "repository");
});
