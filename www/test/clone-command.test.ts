import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

import { cloneCommand } from "../src/app/clone-command.ts";

test("a shell hands git the very user name and password", () => {
  for (const [username, password] of [["ASIAEXAMPLE%FwoG+/=token", "20261125T120000Z0123abcd"], ["o'clock $(id) `id` !!", "p@ss:w/rd?#[]"], ["session", "cces_1.-_~*()"]] as const) {
    const command = cloneCommand("https://edge.example.com:8443/payments/eu-west-1/app", { username, password });
    const [program, verb, address = ""] = execFileSync("sh", ["-c", `printf '%s\\n' ${command}`], { encoding: "utf8" }).split("\n");
    assert.deepEqual([program, verb], ["git", "clone"]);
    const url = new URL(address);
    assert.deepEqual([decodeURIComponent(url.username), decodeURIComponent(url.password)], [username, password]);
    assert.equal(`${url.host}${url.pathname}`, "edge.example.com:8443/payments/eu-west-1/app");
  }
});
