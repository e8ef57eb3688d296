import assert from "node:assert/strict";
import { test } from "node:test";

import { nameOf, repositoryRefOf } from "../src/core/git/store.ts";
import { urlOf, sameRepository } from "../src/core/repository-ref.ts";

const APP = { region: "eu-west-1", repository: "app" };

test("gives every repository its own URL and database name", () => {
  const paid = { ...APP, profile: "payments" };
  assert.equal(urlOf("https://edge.example.com", APP), "https://edge.example.com/eu-west-1/app");
  assert.equal(urlOf("https://edge.example.com", paid), "https://edge.example.com/payments/eu-west-1/app");
  assert.deepEqual([nameOf(APP), nameOf(paid)], ["git:eu-west-1/app", "git:payments/eu-west-1/app"]);
  assert.ok(sameRepository(APP, { ...APP }));
  assert.ok(!sameRepository(APP, paid));
});

test("recognises a repository by its database name", () => {
  for (const repositoryRef of [APP, { ...APP, profile: "pay-2" }, { ...APP, region: "eusc-de-east-1" }, { ...APP, repository: "app_lock" }]) {
    assert.deepEqual(repositoryRefOf(nameOf(repositoryRef)), repositoryRef);
  }
});

test("rejects names that cannot be a profile of the edge", () => {
  const profiles = ["", "Pay", "2pay", "pay_2", "eu-west-1", "session", "oauth", "p".repeat(65)];
  const names = ["app", "git:app", "git:europe/app", "lock of git:eu-west-1/app", "git:eu-west-1/app/x/y", `git:eu-west-1/${"a".repeat(101)}`];
  for (const name of [...names, ...profiles.map((profile) => `git:${profile}/eu-west-1/app`)]) assert.equal(repositoryRefOf(name), undefined, name);
});
