import assert from "node:assert/strict";
import { test } from "node:test";

import { repositoriesAtEdge } from "../src/core/repositories.ts";
import { refusedWith } from "./support/refused-with.ts";

const EDGE = "https://edge.example.com";
const AT = { region: "eu-west-1" };
const refused = (code: string, message: string, status = 403) => Response.json({ code, message }, { status, headers: { "x-codecommit-edge-code": code } });

/** An edge with these responses, and the requests that it received. */
function answering(...answers: Response[]) {
  const asked: { url: string; headers: Headers }[] = [];
  const get = (async (url: string, { headers }: RequestInit) => {
    asked.push({ url, headers: new Headers(headers) });
    return answers.shift() ?? Promise.reject(new TypeError("fetch failed"));
  }) as unknown as typeof fetch;
  return { get, asked };
}

test("lists the repositories of a profile with a company login", async () => {
  const list = { profile: "payments", region: "eu-west-1", repositories: [{ name: "app", description: "<b>Shop</b>" }, { name: "docs" }], complete: false, described: true };
  const { get, asked } = answering(Response.json(list), Response.json({ ...list, profile: null, repositories: [] }));
  assert.deepEqual(await repositoriesAtEdge(EDGE, "Bearer cces_1", { ...AT, profile: "payments" }, get), {
    profile: "payments",
    repositories: [{ name: "app", description: "<b>Shop</b>" }, { name: "docs" }],
    complete: false,
    described: true,
  });
  assert.deepEqual(await repositoriesAtEdge(EDGE, "Bearer cces_1", AT, get), { repositories: [], complete: false, described: true });
  assert.deepEqual(asked.map(({ url }) => url), [`${EDGE}/session/repositories?region=eu-west-1&profile=payments`, `${EDGE}/session/repositories?region=eu-west-1`]);
  assert.equal(asked[0]?.headers.get("authorization"), "Bearer cces_1");
});

test("drops what is not a repository", async () => {
  const repositories = ["app", null, { name: "a/b" }, { name: "x;id" }, { name: 1 }, { name: "ok", description: 7 }, { name: "fine", description: "" }];
  const { get } = answering(Response.json({ profile: null, repositories, complete: true, described: true }), Response.json({ repositories: "app" }), new Response("<html>"));
  assert.deepEqual((await repositoriesAtEdge(EDGE, "Bearer x", AT, get)).repositories, [{ name: "fine" }]);
  for (let count = 0; count < 2; count++) await assert.rejects(repositoriesAtEdge(EDGE, "Bearer x", AT, get), refusedWith("not_the_edge"));
});

test("says whether the list or the profile is denied", async () => {
  const { get } = answering(
    refused("access_denied", "CodeCommit refused: User: … is not authorized to perform: codecommit:ListRepositories on resource: *"),
    refused("access_denied", "No rule of this edge grants the claims of this token access to this repository."),
    refused("region_not_allowed", "The region us-east-1 is not allowed on this edge.", 403),
  );
  for (const code of ["listing_denied", "profile_denied", "region_not_allowed", "edge_unreachable"]) await assert.rejects(repositoriesAtEdge(EDGE, "Bearer x", AT, get), refusedWith(code));
});

test("repeats a throttled list three times", async () => {
  const throttled = () => refused("throttled", "CodeCommit asks for fewer requests.", 429);
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  const done = answering(throttled(), throttled(), Response.json({ repositories: [], complete: true, described: true }));
  assert.equal((await repositoriesAtEdge(EDGE, "Bearer x", AT, done.get, wait)).complete, true);
  assert.equal(waits.length, 2);
  const never = answering(...Array.from({ length: 9 }, throttled));
  await assert.rejects(repositoriesAtEdge(EDGE, "Bearer x", AT, never.get, wait), refusedWith("throttled"));
  assert.equal(never.asked.length, 4);
});
