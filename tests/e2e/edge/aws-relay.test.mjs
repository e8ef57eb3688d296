import assert from "node:assert/strict";
import http from "node:http";
import { after, afterEach, describe, test } from "node:test";

import { Environment } from "../support/environment.mjs";
import { eventually } from "../support/eventually.mjs";
import { ADDRESSES, CHANGES, SMUGGLED, TARGETS, UNLISTED } from "../support/hostile-calls.mjs";
import { exchange, open, startUpstream } from "../support/http.mjs";
import { OutboundWitness } from "../support/outbound-witness.mjs";
import { codecommitCall, queryCall, signed } from "../support/signed-calls.mjs";
import { startEdge } from "../support/workerd.mjs";

const PAGE = "https://app.example.com";

const world = await Environment.start();
after(() => world.close());
const { aws } = world;
const edge = await world.edge({ ALLOWED_ORIGINS: [PAGE], ALLOWED_REGIONS: ["eu-west-1", "cn-north-1"] });
await aws.repository("eu-west-1", "app");
const keys = await aws.credentials();
afterEach(() => aws.clearFaults());

const IDENTITY = queryCall("sts", "GetCallerIdentity");
const LIST = codecommitCall("ListRepositories");

/** Sends a request to the edge's address for a service. */
function relayed(service, request, at = edge) {
  return exchange(`${at.url}/aws/${service}`, request);
}

/** Sends a call, and returns the answer with its parsed body. */
async function called(call, { credentials = keys, at = edge, headers = {}, ...of } = {}) {
  const request = await signed(call, credentials, of);
  return relayed(call.service, { ...request, headers: { ...request.headers, ...headers } }, at);
}

const codeOf = ({ headers }) => headers["x-codecommit-edge-code"];

/** Asserts that the edge refuses a request and sends nothing to AWS. */
async function assertRefused(send, status, code, what) {
  const since = await aws.mark();
  const answer = await send();
  assert.deepEqual([answer.status, codeOf(answer)], [status, code], `${what}: ${answer.body}`);
  assert.deepEqual(await aws.requests(since), [], what);
  return answer;
}

describe("signed calls", () => {
  test("returns AWS's answer to a signed call, with its headers and no edge code", async () => {
    const { status, headers, body } = await called(IDENTITY);
    assert.equal(status, 200, String(body));
    assert.match(String(body), /<Arn>arn:aws:sts::123456789012:assumed-role\/developer\/alice<\/Arn>/);
    assert.match(headers["content-type"], /xml/);
    assert.match(headers["x-amzn-requestid"], /^[0-9a-f-]{36}$/);
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.ok(headers["x-request-id"]);
    assert.equal(headers["x-codecommit-edge-code"], undefined);
  });

  test("accepts calls that ask for JSON", async () => {
    const { headers, body } = await called(IDENTITY, { headers: { accept: "application/json" } });
    assert.match(headers["content-type"], /json/);
    assert.equal(JSON.parse(body).GetCallerIdentityResponse.GetCallerIdentityResult.Account, "123456789012");
  });

  test("sends a signed call to CodeCommit's API in the region of its scope", async () => {
    await aws.repository("cn-north-1", "far");
    for (const [region, name] of [["eu-west-1", "app"], ["cn-north-1", "far"]]) {
      const { status, body } = await called(LIST, { region });
      assert.equal(status, 200, String(body));
      assert.deepEqual(JSON.parse(body).repositories.map(({ repositoryName }) => repositoryName), [name]);
    }
    const { body } = await called(codecommitCall("GetRepository", { repositoryName: "app" }));
    assert.equal(JSON.parse(body).repositoryMetadata.defaultBranch, "main");
  });

  test("accepts a signed call with a chunked body", async () => {
    const { headers: { "content-length": _, ...headers }, body } = await signed(LIST, keys);
    const { status } = await relayed("codecommit", { method: "POST", headers, body });
    assert.equal(status, 200);
  });

  test("logs a signed call as one line, without bodies and secrets", async () => {
    const before = edge.logs().length;
    const { headers } = await called(LIST);
    const line = await eventually("the line", () => edge.logs().slice(before)[0]);
    const { request_id, duration_ms, ...rest } = line;
    assert.equal(request_id, headers["x-request-id"]);
    assert.equal(typeof duration_ms, "number");
    assert.deepEqual(rest, {
      method: "POST",
      route: "aws",
      region: "eu-west-1",
      repository: null,
      service: "codecommit",
      action: "ListRepositories",
      identity: "signed",
      principal: keys.accessKeyId,
      status: 200,
      code: null,
      upstream_status: 200,
      retries: 0,
    });
  });
});

describe("AWS's refusals pass unchanged", () => {
  const wrong = { ...keys, secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
  for (const [what, change, call, status, words] of [
    ["a wrong secret key", { credentials: wrong }, IDENTITY, 403, /SignatureDoesNotMatch/],
    ["a wrong secret key, in JSON", { credentials: wrong }, LIST, 400, /InvalidSignature/],
    ["an unknown key", { credentials: { ...keys, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" } }, IDENTITY, 403, /InvalidClientTokenId/],
    ["a signature for the edge's own host", { host: new URL(edge.url).host }, IDENTITY, 403, /SignatureDoesNotMatch/],
    ["a signature for another host of AWS", { host: "sts.us-east-1.amazonaws.com" }, IDENTITY, 403, /SignatureDoesNotMatch/],
  ]) {
    test(what, async () => {
      const answer = await called(call, change);
      assert.equal(answer.status, status, String(answer.body));
      assert.match(String(answer.body), words);
      assert.equal(codeOf(answer), undefined);
      assert.ok(answer.headers["x-amzn-requestid"]);
    });
  }

  test("passes on AWS's refusal of a changed body", async () => {
    const request = await signed(codecommitCall("GetRepository", { repositoryName: "app" }), keys);
    const body = request.body.replace("app", "apq");
    const answer = await relayed("codecommit", { ...request, body });
    assert.match(String(answer.body), /InvalidSignature/);
  });

  test("passes on throttling, also in the form of CodeCommit's API", async () => {
    const xml = "<ThrottlingException><Message>Rate exceeded</Message></ThrottlingException>";
    for (const fault of [{ status: 429 }, { status: 400, body: xml }, { status: 503 }]) {
      await aws.fault(fault);
      const since = await aws.mark();
      const answer = await called(LIST);
      assert.equal(answer.status, fault.status);
      assert.equal(codeOf(answer), undefined);
      if (fault.body) assert.equal(String(answer.body), xml);
      assert.equal((await aws.requests(since)).length, 1, "it is not repeated");
    }
  });
});

for (const [what, [change, status, code]] of Object.entries(CHANGES)) {
  test(`refuses a call with ${what}`, async () => {
    const request = await signed(IDENTITY, keys);
    await assertRefused(() => relayed("sts", change(request)), status, code, what);
  });
}

for (const [what, body] of Object.entries(SMUGGLED)) {
  test(`refuses a form with ${what}`, async () => {
    await assertRefused(() => called({ ...IDENTITY, body }), 400, "bad_request", what);
  });
}

for (const [what, call] of Object.entries(UNLISTED)) {
  test(`refuses an action that is not on the list: ${what}`, async () => {
    await assertRefused(() => called(call), 403, "action_not_relayed", what);
  });
}

for (const target of TARGETS) {
  test(`refuses the target "${target}"`, async () => {
    const since = await aws.mark();
    const answer = await called({ ...LIST, headers: { ...LIST.headers, "x-amz-target": target } });
    assert.ok(["action_not_relayed", "bad_request"].includes(codeOf(answer)), String(answer.body));
    assert.deepEqual(await aws.requests(since), []);
  });
}

test("refuses every other address below /aws", async () => {
  const request = await signed(IDENTITY, keys);
  for (const path of ADDRESSES) await assertRefused(() => exchange(edge.url + path, request), 404, "not_found", path);
});

test("refuses a call that is signed for another service or region", async () => {
  for (const scope of ["iam", "s3", "execute-api"]) {
    await assertRefused(() => called(IDENTITY, { scope }), 403, "call_not_signed", scope);
  }
  const request = await signed(IDENTITY, keys);
  for (const [from, to, status, code] of [
    ["eu-west-1", "eu-west-1.evil.example", 400, "bad_region"],
    ["eu-west-1", "127.0.0.1", 400, "bad_region"],
    ["eu-west-1", "..", 400, "bad_region"],
    ["eu-west-1", "us-iso-east-1", 400, "bad_region"],
    ["/sts/", "/sts/../iam/", 403, "call_not_signed"],
  ]) {
    const authorization = request.headers.authorization.replace(from, to);
    await assertRefused(() => relayed("sts", { ...request, headers: { ...request.headers, authorization } }), status, code, to);
  }
  await assertRefused(() => called(queryCall("iam", "GetUser"), { region: "eu-west-1" }), 400, "bad_region", "iam");
  await assertRefused(() => called(LIST, { region: "us-east-1" }), 403, "region_not_allowed", "us-east-1");
});

test("refuses queries and other methods", async () => {
  const request = await signed(IDENTITY, keys);
  for (const query of ["?Action=AssumeRole", "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0", "?x"]) {
    await assertRefused(() => exchange(`${edge.url}/aws/sts${query}`, request), 400, "bad_request", query);
  }
  for (const method of ["GET", "PUT", "DELETE"]) {
    const { headers: { "content-length": _, ...headers } } = request;
    const answer = await assertRefused(() => exchange(`${edge.url}/aws/sts`, { method, headers }), 405, "method_not_allowed", method);
    assert.equal(answer.headers.allow, "POST, OPTIONS");
  }
});

test("refuses bodies over 64 KiB, counted and chunked", async () => {
  const call = queryCall("iam", "UploadSSHPublicKey", { UserName: "carol", SSHPublicKeyBody: "A".repeat(1 << 20) });
  const request = await signed(call, keys);
  await assertRefused(() => relayed("iam", request), 413, "call_too_large", "counted");
  const { headers: { "content-length": _, ...headers }, body } = request;
  await assertRefused(() => relayed("iam", { method: "POST", headers, body }), 413, "call_too_large", "chunked");
});

test("tells an allowed page which headers it may send, and lets it read the answer", async () => {
  const ask = { "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type,x-amz-date,x-amz-security-token" };
  const preflight = await exchange(`${edge.url}/aws/sts`, { method: "OPTIONS", headers: { origin: PAGE, ...ask } });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers["access-control-allow-origin"], PAGE);
  for (const name of ask["access-control-request-headers"].split(",")) {
    assert.ok(preflight.headers["access-control-allow-headers"].split(", ").includes(name), name);
  }
  const answer = await called(IDENTITY, { headers: { origin: PAGE } });
  assert.deepEqual([answer.status, answer.headers["access-control-allow-origin"]], [200, PAGE]);
  assert.equal((await called(IDENTITY, { headers: { origin: edge.url } })).status, 200);
  const refused = await exchange(`${edge.url}/aws/sts`, { method: "OPTIONS", headers: { origin: "https://evil.example", ...ask } });
  assert.deepEqual([refused.status, refused.headers["access-control-allow-origin"]], [403, undefined]);
});

describe("the request to AWS", () => {
  test("sends a call only to the host of its service and region", async (t) => {
    const witness = await OutboundWitness.start((_, response) => response.end("<x/>"));
    t.after(() => witness.close());
    const bare = await startEdge({ outbound: witness.address });
    t.after(() => bare.close());
    for (const [call, region, url] of [
      [IDENTITY, "ap-southeast-2", "https://sts.ap-southeast-2.amazonaws.com/"],
      [LIST, "cn-northwest-1", "https://codecommit.cn-northwest-1.amazonaws.com.cn/"],
      [queryCall("iam", "GetUser"), "us-east-1", "https://iam.amazonaws.com/"],
      [queryCall("iam", "ListSSHPublicKeys"), "us-gov-west-1", "https://iam.us-gov.amazonaws.com/"],
    ]) {
      const overrides = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example", "x-original-url": "/evil", "x-http-method-override": "GET" };
      const request = await signed(call, keys, { region });
      const { status } = await relayed(call.service, { ...request, headers: { ...request.headers, ...overrides } }, bare);
      assert.equal(status, 200);
      assert.deepEqual(witness.take(), [`POST ${url}`]);
    }
  });

  test("forwards only the listed headers to AWS", async (t) => {
    let seen;
    const upstream = await startUpstream(t, async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      seen = { url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
      response.writeHead(200, { "content-type": "text/xml", "set-cookie": "a=b", "x-codecommit-edge-code": "internal", "x-secret": "x", location: "/", "cache-control": "public" });
      response.end("<ServicePassword>canary-password</ServicePassword>");
    });
    const at = await startEdge({ vars: { AWS_ENDPOINT_URL_IAM: upstream } });
    t.after(() => at.close());
    const call = queryCall("iam", "ResetServiceSpecificCredential", { ServiceSpecificCredentialId: "ACCAEXAMPLEEXAMPLE123" });
    const extra = { cookie: "a=b", "user-agent": "x", "x-forwarded-host": "evil.example", "x-amz-user-agent": "x", "x-amzn-trace-id": "x", via: "x", range: "bytes=0-1", "if-none-match": "x" };
    const answer = await called(call, { at, headers: { accept: "text/xml", ...extra } });

    // The runtime adds `Cache-Control` and `Pragma`, so that no cache between it and AWS answers.
    const names = ["accept", "authorization", "cache-control", "content-length", "content-type", "host", "pragma", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "x-forwarded-host"];
    const { "accept-encoding": _, connection: __, ...headers } = seen.headers;
    assert.deepEqual(Object.keys(headers).sort(), names);
    assert.equal(headers["cache-control"], "no-cache");
    assert.equal(headers["x-forwarded-host"], "iam.amazonaws.com");
    assert.deepEqual([seen.url, seen.body], ["/", call.body]);

    assert.equal(String(answer.body), "<ServicePassword>canary-password</ServicePassword>");
    for (const name of ["set-cookie", "x-codecommit-edge-code", "x-secret", "location"]) assert.equal(answer.headers[name], undefined, name);
    assert.equal(answer.headers["cache-control"], "no-store");
    const line = await eventually("the line", () => at.logs().find(({ route }) => route === "aws"));
    assert.deepEqual([line.service, line.action, line.region], ["iam", "ResetServiceSpecificCredential", "us-east-1"]);
    const logs = JSON.stringify(at.logs());
    const [, signature] = /Signature=([0-9a-f]{64})/.exec(seen.headers.authorization);
    for (const secret of ["canary-password", "ACCAEXAMPLEEXAMPLE123", keys.sessionToken, keys.secretAccessKey, signature]) assert.ok(!logs.includes(secret));
  });

  test("follows no redirect from AWS", async (t) => {
    let asked = 0;
    const upstream = await startUpstream(t, (_, response) => response.writeHead(++asked === 1 ? 307 : 200, { location: "/elsewhere" }).end());
    const at = await startEdge({ vars: { AWS_ENDPOINT_URL_STS: upstream } });
    t.after(() => at.close());
    const answer = await called(IDENTITY, { at });
    assert.deepEqual([answer.status, codeOf(answer), answer.headers.location, asked], [502, "upstream_unreachable", undefined, 1]);
  });

  test("reports a request to AWS that times out or breaks off", async () => {
    const at = await world.edge({ UPSTREAM_TIMEOUT_SECONDS: 1 });
    await aws.fault({ delay_ms: 4_000 });
    const late = await called(IDENTITY, { at });
    assert.deepEqual([late.status, codeOf(late)], [504, "upstream_timeout"]);
    assert.match(String(late.body), /^AWS STS did not answer in time\./);
    await aws.fault({ reset: true });
    const broken = await called(LIST, { at });
    assert.deepEqual([broken.status, codeOf(broken)], [502, "upstream_unreachable"]);
    const line = await eventually("the detail", () => at.logs().find(({ code }) => code === "upstream_unreachable"));
    assert.ok(line.detail);
  });

  test("ends the request to AWS when the client leaves", async () => {
    await aws.fault({ delay_ms: 2_000 });
    const since = await aws.mark();
    const before = edge.logs().length;
    const request = await signed(IDENTITY, keys);
    const sent = http.request(`${edge.url}/aws/sts`, { method: "POST", headers: request.headers, agent: false });
    sent.on("error", () => {});
    sent.end(request.body);
    await eventually("the call at AWS", async () => (await aws.requests(since)).length === 1);
    sent.socket.resetAndDestroy();
    const line = await eventually("the line", () => edge.logs().slice(before).find(({ route }) => route === "aws"));
    assert.deepEqual([line.status, line.code, line.action], [499, "client_left", "GetCallerIdentity"]);
    await eventually("the call to end", async () => (await aws.requests(since)).every(({ outcome }) => outcome !== "open"));
    assert.equal((await called(IDENTITY)).status, 200);
  });

  test("waits for the slow body of a call without blocking others", async () => {
    const { headers, body } = await signed(LIST, keys);
    let resume;
    const held = new Promise((resolve) => (resume = resolve));
    const slow = open(`${edge.url}/aws/codecommit`, {
      method: "POST",
      headers,
      body: (async function* () {
        yield Buffer.from(body.slice(0, 1));
        await held;
        yield Buffer.from(body.slice(1));
      })(),
    });
    assert.equal((await called(IDENTITY)).status, 200);
    resume();
    assert.equal((await slow).statusCode, 200);
  });
});

test("relays nothing when RELAY_AWS_CALLS is off", async () => {
  const off = await world.edge({ RELAY_AWS_CALLS: false });
  const answer = await assertRefused(() => called(IDENTITY, { at: off }), 404, "not_found", "off");
  assert.match(String(answer.body), /call AWS directly/);
  const settings = JSON.parse((await exchange(`${off.url}/config.json`)).body);
  assert.deepEqual([settings.relay, settings.endpoints], [false, { sts: aws.url, codecommit: aws.url, iam: aws.url }]);
  const usual = JSON.parse((await exchange(`${edge.url}/config.json`)).body);
  assert.deepEqual([usual.relay, usual.endpoints], [true, { sts: null, codecommit: null, iam: null }]);
});
