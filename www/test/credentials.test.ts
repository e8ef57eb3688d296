import assert from "node:assert/strict";
import { test } from "node:test";

import { parseKeys, recognise } from "../src/core/credentials.ts";
import { refusedWith } from "./support/refused-with.ts";

const ID = "ASIAIOSFODNN7EXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const TOKEN = "FwoGZXIvYXdzE=//token==";
const END = "2026-11-25T12:00:00Z";
const KEYS = { accessKeyId: ID, secretAccessKey: SECRET, sessionToken: TOKEN };
const ENDING = { ...KEYS, expiration: new Date(END) };
const camel = { accessKeyId: ID, secretAccessKey: SECRET, sessionToken: TOKEN };
const pascal = { AccessKeyId: ID, SecretAccessKey: SECRET, SessionToken: TOKEN, Expiration: END };

const lines = (prefix: string, quote = "", suffix = ""): string =>
  [`${prefix}AWS_ACCESS_KEY_ID=${quote}${ID}${quote}${suffix}`, `${prefix}AWS_SECRET_ACCESS_KEY=${quote}${SECRET}${quote}${suffix}`, `${prefix}AWS_SESSION_TOKEN=${quote}${TOKEN}${quote}${suffix}`].join("\r\n");

const FORMS: [name: string, text: string, keys: object][] = [
  ["export", lines("export "), KEYS],
  ["export, quoted", lines("export ", '"'), KEYS],
  ["export, single quotes and semicolons", lines("export ", "'", ";"), KEYS],
  ["bare", lines(""), KEYS],
  ["SET", lines("SET "), KEYS],
  ["set with the quotes around all", lines('set "', "", '"'), KEYS],
  ["PowerShell", lines("$env:", '"'), KEYS],
  ["PowerShell, spaced", lines("$Env:", "'").replaceAll(/=(?='\w)/g, " = "), KEYS],
  ["with the end", `${lines("export ")}\nexport AWS_CREDENTIAL_EXPIRATION=${END}`, ENDING],
  ["ini", `[default]\naws_access_key_id = ${ID}\naws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}\nregion = eu-west-1`, KEYS],
  ["assume-role", JSON.stringify({ Credentials: pascal, AssumedRoleUser: { Arn: "arn" } }), ENDING],
  ["credential process", JSON.stringify({ Version: 1, ...pascal }, null, 2), ENDING],
  ["sso", JSON.stringify({ roleCredentials: { ...camel, expiration: Date.parse(END) } }), ENDING],
  ["camel case", JSON.stringify(camel), KEYS],
];

for (const [name, text, keys] of FORMS) {
  test(`parses keys: ${name}`, () => {
    assert.deepEqual(parseKeys(text), keys);
    const seen = recognise(`  ${text}\n\n`);
    assert.deepEqual([seen.missing, seen.accessKeyId], [[], ID]);
    assert.doesNotMatch(JSON.stringify(seen), /wJalr|FwoG/);
  });
}

test("uses the chosen one of several profiles", () => {
  const profile = (name: string, id: string): string => `[${name}]\naws_access_key_id=${id}\naws_secret_access_key=${SECRET}\n`;
  const text = profile("default", "AKIA1") + profile("profile pay", "AKIA2");
  assert.deepEqual(recognise(text).profiles, ["default", "pay"]);
  assert.throws(() => parseKeys(text), refusedWith("several_profiles"));
  assert.equal(parseKeys(text, "pay").accessKeyId, "AKIA2");
});

test("names the missing values without showing the others", () => {
  assert.deepEqual(recognise(`AWS_ACCESS_KEY_ID=${ID}`).missing, ["secret access key", "session token"]);
  assert.deepEqual(recognise(`AWS_SECRET_ACCESS_KEY=${SECRET}`).missing, ["access key ID"]);
  assert.equal(recognise("hello").form, undefined);
});

test("never includes pasted text in an error", () => {
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 2000; round++) {
    const [, text = ""] = FORMS[random(FORMS.length)] ?? [];
    const [from, until] = [random(text.length), random(text.length)];
    const damaged = text.slice(0, from) + "\"'=[{;\n"[random(7)] + text.slice(until);
    assert.doesNotMatch(JSON.stringify(recognise(damaged).missing), /wJalr|FwoG|EXAMPLE/);
    try {
      parseKeys(damaged);
    } catch (error) {
      const { problem, message, cause } = error as { problem: object; message: string; cause?: unknown };
      assert.doesNotMatch(`${JSON.stringify(problem)}${message}${String(cause)}`, /wJalr|FwoG|EXAMPLE/);
    }
  }
});
