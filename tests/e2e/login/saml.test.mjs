import assert from "node:assert/strict";
import { after, test } from "node:test";
import { inflateRawSync } from "node:zlib";

import { assertAccessible } from "../support/accessibility.mjs";
import { Browser } from "../support/browser.mjs";
import { gitPassword, withUserinfo } from "../support/credentials.mjs";
import { pressEnterToAllow } from "../support/decision.mjs";
import { encodings } from "../support/encodings.mjs";
import { Opener } from "../support/login-world.mjs";
import { startChromium } from "../support/page.mjs";
import { RenewingHelper } from "../support/renewing-helper.mjs";
import { SamlLoginWorld, refusal, signInAtSaml } from "../support/saml-login-world.mjs";
import { schemaErrors } from "../support/saml-schema.mjs";
import { GOOD } from "../support/session-world.mjs";

const login = await SamlLoginWorld.start({ options: { isolates: 2 } });
const { aws, edge, git, idp, sts, world } = login;
after(() => login.close());
const chromium = await startChromium({ after });

/** The principals of git's requests to CodeCommit. */
async function principals(since) {
  const asked = (await aws.requests(since)).filter(({ service }) => service?.startsWith("git-"));
  return [...new Set(asked.map(({ principal }) => principal))];
}

const assumed = (role, session) => `arn:aws:sts::123456789012:assumed-role/${role}/${session}`;

test("git opens the browser, the user signs in at the identity provider and chooses a role, and git clones", async (t) => {
  const context = await chromium.newContext();
  t.after(() => context.close());
  const opener = new Opener(world.directory());
  const clone = world.directory();
  const since = await aws.mark();
  const cloning = git.start([...login.oauthOptions(), "clone", `${edge.url}/eu-west-1/app`, clone], { env: opener.environment });

  const page = await context.newPage();
  const posts = [];
  page.on("request", (request) => request.method() === "POST" && posts.push(request));
  await page.goto(await opener.url());
  assert.ok(page.url().startsWith(`${idp.origin}/`));
  await signInAtSaml(page, "alice");
  await page.getByRole("heading", { name: "Choose a role" }).waitFor();
  assert.deepEqual(await page.locator("button[name=profile]").allInnerTexts(), [
    "auditors\narn:aws:iam::123456789012:role/auditors",
    "developers\narn:aws:iam::123456789012:role/developers",
  ]);
  await page.getByRole("button", { name: /^developers/ }).click();
  await page.getByRole("heading", { name: "Let git on this computer act as alice@example.com?" }).waitFor();
  await page.getByText("read and write").waitFor();
  await pressEnterToAllow(page);
  await page.getByText("You may close this page").waitFor();
  const { code, stderr } = await cloning.ended;
  assert.equal(code, 0, stderr);
  await git.ok(["fsck", "--strict"], { cwd: clone });
  assert.deepEqual(await principals(since), [assumed("developers", "alice@example.com")]);

  // The browser sent no cookies of the edge with the identity provider's form, and sent them with the edge's own.
  const cookies = async (path) => (await posts.find((post) => post.url() === edge.url + path).allHeaders()).cookie ?? "";
  assert.doesNotMatch(await cookies("/saml/acs"), /codecommit-edge/);
  assert.match(await cookies("/saml/sign-in"), /codecommit-edge-saml-1=/);
});

test("a user with one role is not asked to choose, and the identity provider remembers them", async () => {
  const browser = new Browser();
  for (const asked of [true, false]) {
    const begun = await login.begun({ browser });
    assert.equal(begun.form.asked, asked);
    const page = await login.posted(browser, begun.form);
    assert.match(page.text, /Let git on this computer act as bob@example\.com\?/);
  }
  const { scope, expires_in: seconds, refresh_token: refresh, access_token: token } = await login.signedIn({ browser });
  assert.deepEqual([scope, refresh], ["write", undefined]);
  assert.ok(seconds > 28_700 && seconds <= 28_800, `${seconds}`);
  for (const isolate of [0, 1]) assert.deepEqual(await login.discovered(token, { isolate }), GOOD);
  assert.equal(edge.logs().filter(({ service }) => service?.endsWith("/info/refs")).at(-1).principal, "bob@example.com");
});

test("a device shows a code, the user signs in elsewhere, and git clones", async (t) => {
  const device = new RenewingHelper(git, world.directory());
  const context = await chromium.newContext();
  t.after(() => Promise.all([device.close(), context.close()]));
  const clone = world.directory();
  const since = await aws.mark();
  const cloning = git.start([...device.options, "clone", `${edge.url}/eu-west-1/app`, clone]);
  const { user_code: code, verification_uri: address } = await device.device();

  const page = await context.newPage();
  await page.goto(address);
  await page.getByLabel("Code").fill(code);
  await page.keyboard.press("Enter");
  await page.getByText("Sign in to continue").click();
  await signInAtSaml(page, "bob");
  await page.getByRole("heading", { name: "act as bob@example.com?" }).waitFor();
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("heading", { name: "The device is signed in" }).waitFor();
  const { code: exit, stderr } = await cloning.ended;
  assert.equal(exit, 0, stderr);
  assert.deepEqual(await principals(since), [assumed("developers", "bob-in-cloudtrail")]);
});

test("a browser without scripts signs in, too", async (t) => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto((await (await login.helper()).ask()).url);
  await signInAtSaml(page, "alice");
  await page.getByRole("button", { name: "Submit" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("button", { name: /^developers/ }).click();
  await page.getByRole("heading", { name: "Let git on this computer act as alice@example.com?" }).waitFor();
});

test("the pages are accessible", async (t) => {
  const context = await chromium.newContext();
  t.after(() => context.close());
  const page = await context.newPage();
  await page.route("**/assets/continue.js", (route) => route.abort());
  await page.goto((await (await login.helper()).ask()).url);
  await signInAtSaml(page, "alice");
  const proceed = page.getByRole("button", { name: "Continue" });
  await proceed.waitFor();
  await assertAccessible({ tab: page }, "the page that continues");
  await proceed.click();
  await page.getByRole("heading", { name: "Choose a role" }).waitFor();
  await assertAccessible({ tab: page }, "the choice of a role");
});

test("the identity provider imports the edge's metadata, and then signs users in", async (t) => {
  t.after(() => idp.configure({ serviceProviders: login.serviceProviders }));
  const answer = await fetch(`${edge.url}/saml/metadata`);
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "application/samlmetadata+xml"]);
  idp.configure({ serviceProviders: [{ metadata: await answer.text(), nameIdFormat: "email" }] });
  const { access_token: token } = await login.signedIn();
  assert.deepEqual(await login.discovered(token), GOOD);
});

test("the metadata and the request are valid by OASIS's schemas", async () => {
  const metadata = await (await fetch(`${edge.url}/saml/metadata`)).text();
  const { url } = await (await login.helper()).ask();
  const { searchParams } = new URL(await new Browser().redirect(url));
  const request = inflateRawSync(Buffer.from(searchParams.get("SAMLRequest"), "base64")).toString();
  for (const [xml, schema] of [[metadata, "metadata"], [request, "protocol"]]) {
    assert.equal(schemaErrors(xml, schema), "");
    assert.match(schemaErrors(xml.replace("AssertionConsumerService", "Wrong"), schema), /Wrong/);
  }
  assert.ok(searchParams.get("RelayState").length <= 80);
});

test("the page that asks says what the chosen role allows", async () => {
  for (const [profile, access] of [["auditors", "read only"], ["developers", "read and write"]]) {
    const { browser, form } = await login.begun({ name: "alice" });
    const { text } = await login.posted(browser, form, { profile });
    for (const shown of [`<dd>${access}<`, `<dd>${profile}<`]) assert.ok(text.includes(shown), text);
  }
});

test("a sign-in for a profile asks for no choice, and the session policy limits STS's credentials to the profile", async () => {
  const { access_token: token } = await login.signedIn({ name: "alice", scope: "profile:auditors" });
  assert.deepEqual(await login.discovered(token, { address: "auditors/eu-west-1/docs" }), GOOD);
  for (const address of ["auditors/eu-west-1/app", "developers/eu-west-1/docs"]) {
    assert.equal((await login.discovered(token, { address }))[0], 403, address);
  }
  const [accessKeyId, secretAccessKey, sessionToken] = sts.issued.at(-1);
  const direct = (name) => withUserinfo(`${aws.url}/direct/eu-west-1/v1/repos/${name}`, gitPassword({ accessKeyId, secretAccessKey, sessionToken }, `eu-west-1/${name}`));
  const clone = world.directory();
  await git.ok(["clone", "--quiet", direct("docs"), clone]);
  const pushed = await git.run(["push", "--quiet", "origin", "HEAD:refs/heads/new"], { cwd: clone });
  assert.match(pushed.stderr, /not authorized to perform: codecommit:GitPush/);
  const other = await git.run(["ls-remote", direct("app")]);
  assert.match(other.stderr, /not authorized to perform: codecommit:GitPull/);
});

/** Lets STS answer the next request for another user than the response's, and otherwise as it would. */
async function answerForCarol({ issuer = idp.entityId, audience = login.acs } = {}) {
  const arn = assumed("developers", "carol-in-cloudtrail");
  const { accessKeyId, secretAccessKey, sessionToken } = await aws.credentials({ arn });
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const body =
    `<AssumeRoleWithSAMLResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithSAMLResult>` +
    `<AssumedRoleUser><Arn>${arn}</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser>` +
    `<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
    `<SessionToken>${sessionToken}</SessionToken><Expiration>${expiration}</Expiration></Credentials>` +
    `<Audience>${audience}</Audience><Issuer>${issuer}</Issuer><NameQualifier>q</NameQualifier><Subject>carol@example.com</Subject>` +
    "<SubjectType>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</SubjectType></AssumeRoleWithSAMLResult></AssumeRoleWithSAMLResponse>";
  await aws.fault({ status: 200, headers: { "content-type": "text/xml" }, body }, { service: "sts", action: "AssumeRoleWithSAML" });
}

test("the user who is shown, logged and bound is the one whom STS names, whatever the response says", async (t) => {
  t.after(() => aws.clearFaults());
  const { browser, form } = await login.begun();
  for (const [other, words] of [
    [{ issuer: "https://evil.example/idp" }, /came from another identity provider/],
    [{ audience: "https://signin.aws.amazon.com/saml" }, /for another address than this edge/],
  ]) {
    await answerForCarol(other);
    const refused = await login.posted(browser, form);
    assert.deepEqual(refusal(refused), [403, "assertion_rejected"]);
    assert.match(refused.text, words);
    await aws.clearFaults();
  }
  await answerForCarol();
  const page = await login.posted(browser, form);
  assert.match(page.text, /act as carol@example\.com\?/);
  assert.doesNotMatch(page.text, /bob/);
  const { principal, session_name: session } = edge.logs().filter(({ route }) => route === "saml/sign-in").at(-1);
  assert.deepEqual([principal, session], ["carol@example.com", "carol-in-cloudtrail"]);
});

test("the log names the user and STS's session, and has no response, state, code or key", async () => {
  const { asked, browser, form } = await login.begun();
  const page = await login.posted(browser, form);
  assert.equal(page.status, 200);
  const log = Buffer.from(edge.logs().map((line) => JSON.stringify(line)).join("\n"));
  const { SAMLResponse, RelayState } = form.fields;
  const xml = Buffer.from(SAMLResponse, "base64").toString();
  const [, value] = /<ds:SignatureValue>([^<]+)/.exec(xml);
  for (const secret of [SAMLResponse.slice(200, 400), value, RelayState, asked.state, ...sts.issued.at(-1).slice(1)]) {
    for (const each of encodings(secret)) assert.equal(log.includes(each), false, secret);
  }
  const [line] = edge.logs().filter(({ route }) => route === "saml/sign-in").slice(-1);
  const { status, principal, profile, role } = line;
  assert.deepEqual([status, principal, profile, role], [200, "bob@example.com", "developers", "arn:aws:iam::123456789012:role/developers"], JSON.stringify(line));
});
