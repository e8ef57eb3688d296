import assert from "node:assert/strict";
import { test } from "node:test";

import { exchange } from "../support/http.mjs";
import { startEdge } from "../support/workerd.mjs";

/** A variable's wrong value, its name in the message, and where a valid value goes. */
const MISTAKES = [
  [{ DEFAULT_REGION: "Ireland" }, "DEFAULT_REGION"],
  [{ ALLOWED_REGIONS: ["eu-west-1", "europe"] }, "ALLOWED_REGIONS"],
  [{ ALLOWED_REPOSITORIES: [] }, "ALLOWED_REPOSITORIES"],
  [{ ALLOWED_ORIGINS: "https://app.example.com/" }, "ALLOWED_ORIGINS"],
  [{ READ_ONLY: "yes" }, "READ_ONLY"],
  [{ MAX_PUSH_BYTES: "100 MB" }, "MAX_PUSH_BYTES"],
  [{ ACCEPT_ACCESS_KEYS: 1 }, "ACCEPT_ACCESS_KEYS"],
  [{ UPSTREAM_TIMEOUT_SECONDS: 0 }, "UPSTREAM_TIMEOUT_SECONDS"],
  [{ AWS_ENDPOINT_URL_CODECOMMIT_GIT: "localhost:4566" }, "AWS_ENDPOINT_URL_CODECOMMIT_GIT"],
  [
    { PROFILES: { payments: { access: "admin" } } },
    "PROFILES.payments.access",
    (access) => ({ PROFILES: { payments: { access } } }),
  ],
];

for (const [wrong, variable, mended = (value) => ({ [variable]: value })] of MISTAKES) {
  test(`an invalid ${variable} stops the worker from starting, and the suggested example is valid`, async () => {
    const { message } = await startEdge({ vars: wrong }).then(
      (edge) => edge.close().then(() => assert.fail("it started")),
      (error) => error,
    );
    const example = message.split(`; a valid value is ${variable} = `)[1]?.split("\n")[0];
    assert.ok(example, message);
    assert.ok(message.includes(`${variable} `), message);

    const edge = await startEdge({ vars: mended(JSON.parse(example)) });
    await edge.close();
  });
}

/** Variables that stop the worker from starting, and the message. */
const UNKNOWN = [
  [{ ALLOWED_REPOSITORY: ["app"] }, "ALLOWED_REPOSITORY is not a setting. Did you mean ALLOWED_REPOSITORIES?"],
  [{ READONLY: true }, "READONLY is not a setting. Did you mean READ_ONLY?"],
  [{ READONLY: "" }, "READONLY is not a setting. Did you mean READ_ONLY?"],
  [{ DEBUG: { level: 1 } }, "DEBUG is not a setting. Remove it; wrangler.toml lists every setting"],
  [{ PROFILES: { pay: { repository: ["pay-*"] } } }, "PROFILES.pay.repository is not a field of a profile. Did you mean repositories?"],
  [
    { IDENTITY_CENTER: { start_url: "https://d-1234567890.awsapps.com/start", region: "eu-west-1" } },
    "SESSION_KEYS is missing, and IDENTITY_CENTER is set;",
  ],
];

for (const [vars, expected] of UNKNOWN) {
  test(`the worker does not start with ${JSON.stringify(vars)}, and says how to fix it`, async () => {
    const { message } = await startEdge({ vars }).then(
      (edge) => edge.close().then(() => assert.fail("it started")),
      (error) => error,
    );
    assert.ok(message.includes(expected), message);
  });
}

test("bindings that the platform adds do not stop the worker from starting", async () => {
  const edge = await startEdge({ vars: { CF_VERSION_METADATA: { id: "1" } } });
  try {
    assert.equal((await exchange(`${edge.url}/healthz`)).status, 200);
  } finally {
    await edge.close();
  }
});

test("the worker starts without any variables", async () => {
  const edge = await startEdge();
  try {
    assert.equal((await exchange(`${edge.url}/healthz`)).status, 200);
  } finally {
    await edge.close();
  }
});
