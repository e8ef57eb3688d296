// The helpers' sources of AWS credentials, and the messages for sources without credentials.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import { after, test } from "node:test";

import { AUDIENCE } from "../../identity-provider/defaults.mjs";
import { eventually } from "../support/eventually.mjs";
import { assign, BOB, START_URL } from "../support/identity-center.mjs";
import { keyLines, Laptop, question } from "../support/laptop.mjs";
import { trustWebIdentity } from "../support/local-aws.mjs";
import { pipelineToken } from "../support/tokens.mjs";

const laptop = await Laptop.start();
after(() => laptop.close());
const { aws } = laptop;
await aws.repository("eu-west-1", "app");
const keys = await aws.credentials();
const ADDRESS = "codecommit::eu-west-1://app";

/** Lists the repository's refs with a profile. */
const listed = (user, profile) => user.ok(["ls-remote", ADDRESS.replace("://", profile ? `://${profile}@` : "://")]);

/** What the helper says about a profile that it cannot use. */
async function refused(user, profile) {
  const { stdout, stderr } = await user.ask(question(), { args: profile ? ["--profile", profile] : [] });
  assert.equal(stdout, "quit=1\n");
  return { stderr };
}

/** A server on loopback that answers with `handle`, until the test ends. */
async function server(t, handle) {
  const started = http.createServer(handle).listen(0, "127.0.0.1");
  await once(started, "listening");
  t.after(() => started.close());
  return `http://127.0.0.1:${started.address().port}`;
}

/** Credentials in the format of metadata services and processes. */
const asJson = ({ accessKeyId, secretAccessKey, sessionToken }, token = "SessionToken") =>
  JSON.stringify({ Version: 1, Code: "Success", AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, [token]: sessionToken, Expiration: new Date(Date.now() + 3_600_000).toISOString() });

test("profiles: in either file, by AWS_PROFILE, by a role and by a process", async () => {
  await aws.admin("POST", "roles", {
    name: "Git",
    trust: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }] },
  });
  const user = laptop.user({
    config: `[profile role]\nrole_arn = arn:aws:iam::123456789012:role/Git\nsource_profile = base\nregion = eu-west-1\n[profile process]\ncredential_process = cat process.json\n`,
    credentials: `[base]\n${keyLines(keys)}`,
  });
  user.write("process.json", asJson(keys));
  for (const profile of ["base", "role", "process"]) {
    assert.match(await listed(user, profile), /refs\/heads\/main/);
  }
  assert.match(await user.ok(["ls-remote", ADDRESS], { env: { AWS_PROFILE: "base" } }), /refs\/heads\/main/);
});

test("IAM Identity Center: the session of `aws sso login`, and advice after it has expired", async () => {
  await assign(aws, [BOB]);
  const user = laptop.user({
    config: `[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Reader\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/Git\nsource_profile = sso\n[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n`,
  });
  const cache = `.aws/sso/cache/${createHash("sha1").update("corp").digest("hex")}.json`;
  const token = (accessToken, seconds) =>
    user.write(cache, JSON.stringify({ accessToken, expiresAt: new Date(Date.now() + seconds * 1000).toISOString(), region: "eu-west-1", startUrl: START_URL }));
  const advice = /\(sso_session_expired\)\nRun `aws sso login --profile 'sso'`/;

  assert.match((await refused(user, "sso")).stderr, advice);
  assert.match((await refused(user, "role")).stderr, /the profile `sso`, the source of `role`, signs in/);
  assert.match((await refused(user, "role")).stderr, advice);
  token("expired", -60);
  assert.match((await refused(user, "sso")).stderr, advice);
  token(await signedIn(), 3600);
  assert.match(await listed(user, "sso"), /refs\/heads\/main/);
});

/** An access token of IAM Identity Center, as `aws sso login` gets it. */
async function signedIn() {
  const post = async (path, body) => {
    const answer = await fetch(aws.url + path, {
      method: "POST",
      headers: { "content-type": "application/json", host: "oidc.eu-west-1.amazonaws.com" },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 200, path);
    return answer.json();
  };
  const grantTypes = ["urn:ietf:params:oauth:grant-type:device_code"];
  const { clientId, clientSecret } = await post("/client/register", { clientName: "laptop", clientType: "public", scopes: ["sso:account:access"], grantTypes });
  const { deviceCode, userCode } = await post("/device_authorization", { clientId, clientSecret, startUrl: START_URL });
  await fetch(`${aws.url}/identity-center/device`, { method: "POST", body: new URLSearchParams({ user_code: userCode, allow: "bob" }) });
  const { accessToken } = await post("/token", { clientId, clientSecret, deviceCode, grantType: grantTypes[0] });
  return accessToken;
}

test("`aws login`: its cached credentials, and advice without them", async () => {
  const session = "arn:aws:iam::123456789012:user/alice";
  const user = laptop.user({ config: `[profile login]\nlogin_session = ${session}\nregion = eu-west-1\n` });
  assert.match((await refused(user, "login")).stderr, /\(login_expired\)\nRun `aws login --profile 'login'`/);
  const accessToken = { ...keys, accountId: "123456789012", expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const cached = { accessToken, tokenType: "aws_sigv4", refreshToken: "refresh", clientId: "arn:aws:signin:::devtools/same-device", dpopKey: "key" };
  user.write(`.aws/login/cache/${createHash("sha256").update(session).digest("hex")}.json`, JSON.stringify(cached));
  assert.match(await listed(user, "login"), /refs\/heads\/main/);
});

test("a web identity's token, as in EKS", async () => {
  const provider = await laptop.world.identityProvider();
  const arn = await aws.oidcProvider({ url: provider.issuer, client_ids: [AUDIENCE] });
  const role = await aws.role({ name: "Pod", trust: trustWebIdentity(arn, provider.issuer, { aud: AUDIENCE, sub: "*" }) });
  const user = laptop.user({ env: { AWS_ROLE_ARN: role } });
  const token = user.write("token", await pipelineToken(provider, { audience: AUDIENCE }));
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: token };
  assert.match(await user.ok(["ls-remote", ADDRESS], { env }), /refs\/heads\/main/);

  user.write("token", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA");
  const { stdout, stderr } = await user.ask(question(), { env });
  assert.equal(stdout, "quit=1\n");
  assert.match(stderr, /the web identity of AWS_WEB_IDENTITY_TOKEN_FILE has no credentials: .*\(credentials_failed\)/);
});

test("the role of an EC2 instance, by version 2 of the metadata service", async (t) => {
  const asked = [];
  const url = await server(t, (request, response) => {
    asked.push(request.method);
    if (request.method === "PUT") return response.setHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600").end("token");
    if (request.headers["x-aws-ec2-metadata-token"] !== "token") return response.writeHead(401).end();
    const role = request.url.replace(/^\/latest\/meta-data\/iam\/security-credentials(-extended)?\//, "");
    response.end(role === "" ? "Instance" : asJson(keys, "Token"));
  });
  const user = laptop.user({ env: { AWS_EC2_METADATA_DISABLED: "", AWS_EC2_METADATA_SERVICE_ENDPOINT: url } });
  assert.match(await listed(user), /refs\/heads\/main/);
  assert.equal(asked[0], "PUT");
});

test("the role of a container", async (t) => {
  const url = await server(t, (_, response) => response.end(asJson(keys, "Token")));
  const user = laptop.user({ env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/role` } });
  assert.match(await listed(user), /refs\/heads\/main/);
});

test("fails within two seconds on a machine without a metadata service", async (t) => {
  let requests = 0;
  let milliseconds;
  const silent = await server(t, ({ socket }) => {
    requests++;
    const started = performance.now();
    socket.once("close", () => (milliseconds = performance.now() - started));
  });
  const user = laptop.user({ env: { AWS_EC2_METADATA_DISABLED: "", AWS_EC2_METADATA_SERVICE_ENDPOINT: silent } });
  const { stderr } = await refused(user);
  assert.match(stderr, /no EC2 instance metadata service answered \(no_credentials\)/);
  await eventually("the connection to be closed", () => milliseconds);
  assert.equal(requests, 1, "it asks once");
  // Five times as long as the program waits, without the time to start it.
  assert.ok(milliseconds < 2_000, `${milliseconds} ms`);
});

const FAILURES = {
  "a profile that does not exist": ["nope", /has no profile `nope` \(profile_not_found\)\nThe profiles are: base, keyless, looped, mfa, other, process, role\./],
  "a profile without credentials": ["keyless", /the profile `keyless` has no credentials: .*\(profile_failed\)\nRun `aws configure --profile 'keyless'`/],
  "a role that needs an MFA device": ["mfa", /mfa_serial.*\(mfa_required\)\nExport .*aws configure export-credentials --profile 'mfa'.*\nThen run git without the profile/],
  "a role that STS refuses": ["role", /cannot assume arn:aws:iam::123456789012:role\/Unknown: .*\(role_failed\)/],
  "a role in a circle": ["looped", /\(role_failed\)/],
  "a process that fails": ["process", /`credential_process` of the profile `process` failed: [^\ufffd]* first line second line \(credential_process_failed\)/],
};
for (const [name, [profile, words]] of Object.entries(FAILURES)) {
  test(`explains ${name}`, async () => {
    const role = "role_arn = arn:aws:iam::123456789012:role";
    const user = laptop.user({
      config:
        `[profile base]\n${keyLines(keys)}[profile keyless]\nregion = eu-west-1\n` +
        `[profile mfa]\n${role}/Git\nsource_profile = base\nmfa_serial = arn:aws:iam::123456789012:mfa/alice\n` +
        `[profile role]\n${role}/Unknown\nsource_profile = base\nregion = eu-west-1\n` +
        `[profile looped]\n${role}/Git\nsource_profile = other\n[profile other]\n${role}/Git\nsource_profile = looped\n` +
        "[profile process]\ncredential_process = printf 'first line\\nsecond line\\n' >&2; false\n",
    });
    assert.match((await refused(user, profile)).stderr, words);
  });
}

test("explains invalid credentials in the environment, and does not fall back to others", async () => {
  const user = laptop.user({ config: `[default]\n${keyLines(keys)}` });
  const cases = [
    [{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE" }, /AWS_SECRET_ACCESS_KEY is not \(incomplete_credentials\)/],
    [{ AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "two words" }, /paste it again \(invalid_credentials\)/],
  ];
  for (const [env, words] of cases) {
    const { stdout, stderr } = await user.ask(question(), { env });
    assert.equal(stdout, "quit=1\n");
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /two words/);
  }
});

test("names a malformed configuration file", async () => {
  const user = laptop.user({ config: "[profile broken\n" });
  const { stderr } = await refused(user);
  assert.match(stderr, /\(invalid_aws_config\)/);
  assert.match(stderr, /\.aws\/config/);
});
