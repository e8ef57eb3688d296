import assert from "node:assert/strict";
import { test } from "node:test";

import { exchange } from "./support/http.mjs";
import { startEdge } from "./support/workerd.mjs";

/** A variable's wrong value, how the message names it, and where a valid one goes. */
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
  test(`a wrong ${variable} keeps the worker from starting, and the example given is a right one`, async () => {
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

test("a worker without any variable starts", async () => {
  const edge = await startEdge();
  try {
    assert.equal((await exchange(`${edge.url}/healthz`)).status, 200);
  } finally {
    await edge.close();
  }
});
