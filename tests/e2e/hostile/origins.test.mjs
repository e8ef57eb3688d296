import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { basic, gitPassword } from "../support/credentials.mjs";
import { answersTo, head } from "../support/raw-requests.mjs";
import { RawUpstream } from "../support/raw-upstream.mjs";
import { startEdge } from "../support/workerd.mjs";

const upstream = await RawUpstream.start({ after });
const vars = { AWS_ENDPOINT_URL_CODECOMMIT_GIT: upstream.url };
const [listing, open, closed] = await Promise.all([
  startEdge({ vars: { ...vars, ALLOWED_ORIGINS: ["https://app.example.com", "https://dev.example.com:8443"] } }),
  startEdge({ vars: { ...vars, ALLOWED_ORIGINS: "*" } }),
  startEdge({ vars }),
]);
after(() => Promise.all([listing, open, closed].map((edge) => edge.close())));

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const AUTHORIZATION = `Authorization: ${basic(gitPassword(KEYS, "eu-west-1/app"))}`;
const DISCOVERY = "/eu-west-1/app/info/refs?service=git-upload-pack";
const PREFLIGHT = ["Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization"];
const LISTED = "Origin: https://app.example.com";

/** The outcome of a page's request, the response's CORS headers, and how many requests were forwarded. */
async function asked(edge, method, ...headers) {
  const [answer] = await answersTo(edge.url, head(`${method} ${DISCOVERY} HTTP/1.1`, AUTHORIZATION, ...headers));
  const cors = [...answer.head.matchAll(/^(access-control-[a-z-]+): (.*?)\r?$/gim)];
  return {
    outcome: [answer.status, answer.code],
    cors: Object.fromEntries(cors.map(([, name, value]) => [name.toLowerCase(), value])),
    vary: /^vary: (.*?)\r?$/im.exec(answer.head)?.[1],
    led: upstream.take().length,
  };
}

const REFUSED = { outcome: [403, "origin_not_allowed"], cors: {}, led: 0 };

function assertRefused({ vary, ...answer }, what) {
  assert.deepEqual(answer, REFUSED, what);
  assert.equal(vary, "Origin", what);
}

afterEach(async () => {
  const { outcome, cors } = await asked(listing, "GET", LISTED);
  assert.deepEqual([outcome, cors["access-control-allow-origin"]], [[200, undefined], "https://app.example.com"]);
});

/** Origins that are not `https://app.example.com`, nor `https://dev.example.com:8443`. */
const OTHERS = {
  "none to name": "null",
  "in capitals": "https://APP.example.com",
  "with its scheme in capitals": "HTTPS://app.example.com",
  "in the clear": "http://app.example.com",
  "of another scheme": "chrome-extension://app.example.com",
  "a file": "file://",
  "with the port that goes without saying": "https://app.example.com:443",
  "with another port": "https://app.example.com:8443",
  "without its port": "https://dev.example.com",
  "with a port that begins like its own": "https://dev.example.com:84",
  "with a slash": "https://app.example.com/",
  "with a path": "https://app.example.com/page",
  "with a query": "https://app.example.com?https://evil.example",
  "with a user name": "https://app.example.com@evil.example",
  "with a dot at its end": "https://app.example.com.",
  "with a host behind it": "https://app.example.com.evil.example",
  "with a letter behind it": "https://app.example.comx",
  "with a host in front": "https://evil.app.example.com",
  "with a letter in front": "https://evilapp.example.com",
  "that its dot stands for any letter in": "https://appxexample.com",
  "of its parent": "https://example.com",
  "with an escape": "https://app%2eexample.com",
  "in punycode": "https://xn--app-example-com.evil.example",
  "with a NUL's escape": "https://app.example.com%00.evil.example",
  "with bytes over ASCII": "https://\xd0\xb0pp.example.com",
  "a wildcard": "*",
  "a list": "https://app.example.com, https://evil.example",
  "a list with spaces": "https://app.example.com https://evil.example",
  "both that are listed": "https://app.example.com, https://dev.example.com:8443",
};

for (const [what, origin] of Object.entries(OTHERS)) {
  test(`rejects a page with an origin ${what}, and hides the reason from it`, async () => {
    for (const edge of [listing, closed]) {
      assertRefused(await asked(edge, "GET", `Origin: ${origin}`), "GET");
      assertRefused(await asked(edge, "OPTIONS", `Origin: ${origin}`, ...PREFLIGHT), "OPTIONS");
      assertRefused(await asked(edge, "POST", `Origin: ${origin}`, "Content-Length: 0"), "POST");
    }
  });
}

for (const [what, headers] of Object.entries({
  "a listed one and another": [LISTED, "Origin: https://evil.example"],
  "another and a listed one": ["Origin: https://evil.example", LISTED],
  "a listed one twice": [LISTED, LISTED],
})) {
  test(`rejects two origins, ${what}`, async () => {
    assertRefused(await asked(listing, "GET", ...headers));
    assertRefused(await asked(listing, "OPTIONS", ...headers, ...PREFLIGHT));
  });
}

test("only the Origin header determines a page's origin", async () => {
  for (const headers of [
    ["Referer: https://app.example.com/"],
    ["X-Origin: https://app.example.com"],
    ["X-Forwarded-Host: app.example.com", "X-Forwarded-Proto: https"],
    ["Access-Control-Allow-Origin: https://evil.example"],
  ]) {
    assertRefused(await asked(listing, "GET", "Origin: https://evil.example", ...headers), headers[0]);
  }
});

test("an allowed origin gets its own name, and never Access-Control-Allow-Credentials", async () => {
  for (const [edge, origin] of [
    [listing, "https://dev.example.com:8443"],
    [open, "https://anything.example"],
    [open, "null"],
  ]) {
    for (const [method, ...headers] of [["GET"], ["GET", "Cookie: a=b"], ["OPTIONS", ...PREFLIGHT]]) {
      const { cors, vary } = await asked(edge, method, `Origin: ${origin}`, ...headers);
      assert.equal(cors["access-control-allow-origin"], origin);
      assert.equal(cors["access-control-allow-credentials"], undefined);
      assert.equal(vary, "Origin");
    }
  }
});

/** Preflights for things that no page needs. */
const GREEDY = {
  "methods": ["Access-Control-Request-Method: DELETE"],
  "an invalid method": ["Access-Control-Request-Method: *"],
  "headers": ["Access-Control-Request-Method: GET", "Access-Control-Request-Headers: x-forwarded-host, cookie, x-amz-security-token"],
  "every header": ["Access-Control-Request-Method: GET", "Access-Control-Request-Headers: *"],
  "100 KB of headers": ["Access-Control-Request-Method: GET", `Access-Control-Request-Headers: ${"x-a,".repeat(25_000)}x-b`],
  "the private network": ["Access-Control-Request-Method: GET", "Access-Control-Request-Private-Network: true"],
  "the local network": ["Access-Control-Request-Method: GET", "Access-Control-Request-Local-Network: true"],
};

for (const [what, headers] of Object.entries(GREEDY)) {
  test(`a preflight that asks for ${what} gets the same answer as any other`, async () => {
    for (const edge of [listing, open]) {
      const usual = await asked(edge, "OPTIONS", LISTED, ...PREFLIGHT);
      assert.deepEqual(usual.outcome, [204, undefined]);
      assert.equal(usual.cors["access-control-allow-methods"], "GET, POST, OPTIONS");
      assert.equal(usual.cors["access-control-allow-headers"], "authorization, content-type, accept, git-protocol, user-agent, x-requested-with");
      assert.deepEqual(await asked(edge, "OPTIONS", LISTED, ...headers), usual);
      assert.ok(!Object.keys(usual.cors).some((name) => name.includes("network")));
    }
  });
}
