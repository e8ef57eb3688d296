// The steps in docs/saml.md, with the addresses of this edge and this identity provider instead of the example's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { SamlLoginWorld } from "../support/saml-login-world.mjs";
import { PROVIDER_ARN } from "../support/saml-sts-world.mjs";
import { GOOD } from "../support/session-world.mjs";

const PAGE = readFileSync(new URL("../../../docs/saml.md", import.meta.url), "utf8");

const login = await SamlLoginWorld.start();
after(() => login.close());
const { aws, edge, idp } = login;

/** The only block of a language on the page, with our addresses. */
function block(language) {
  const [text, ...others] = [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, text]) => text);
  assert.deepEqual(others, []);
  return text
    .replaceAll("https://edge.example.com", edge.url)
    .replaceAll("https://login.example.com/saml/sso", idp.ssoUrl)
    .replaceAll("https://login.example.com/saml/metadata", idp.entityId);
}

/** The tables `[vars.{variable}.{name}]` of some TOML with texts and numbers. */
function variables(toml) {
  const all = {};
  let table;
  for (const line of toml.split("\n").map((line) => line.replace(/\s*#.*$/, "")).filter(Boolean)) {
    const [, variable, name] = /^\[vars\.(\w+)\.([\w-]+)\]$/.exec(line) ?? [];
    if (variable) {
      table = {};
      (all[variable] ??= {})[name] = table;
      continue;
    }
    const [, key, value] = /^(\w+) = (.+)$/.exec(line);
    table[key] = JSON.parse(value);
  }
  return all;
}

test("an edge, a role and an identity provider that are set up as docs/saml.md says sign users in", async () => {
  const { SAML_PROVIDERS, PROFILES } = variables(block("toml"));
  const { role_arn: role, duration_seconds: seconds } = PROFILES.payments;
  assert.equal(SAML_PROVIDERS.company.provider_arn, PROVIDER_ARN);
  await aws.role({ name: role.split("/").at(-1), trust: JSON.parse(block("json")), max_session_duration: seconds });
  await login.restart({ SAML_PROVIDERS, PROFILES });

  const [, order] = /^\| attribute `https:\/\/aws\.amazon\.com\/SAML\/Attributes\/Role` \| `([^`]+)`/m.exec(PAGE);
  const pair = order.replace("{role ARN}", role).replace("{SAML provider ARN}", PROVIDER_ARN);
  idp.configure({
    users: [{ name: "bob", roles: [pair] }],
    serviceProviders: [{ metadata: await (await fetch(`${edge.url}/saml/metadata`)).text() }],
  });
  const { access_token: token, expires_in: lasts } = await login.signedIn();
  assert.ok(lasts > seconds - 30 && lasts <= seconds, `${lasts}`);
  for (const address of ["eu-west-1/app", "payments/eu-west-1/app"]) assert.deepEqual(await login.discovered(token, { address }), GOOD);
});
