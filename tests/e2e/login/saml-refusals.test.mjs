import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { Browser } from "../support/browser.mjs";
import { allowed, asksForHelper } from "../support/decision.mjs";
import { encodings } from "../support/encodings.mjs";
import { REDIRECT_URI, post } from "../support/oauth-helper.mjs";
import { postSamlForm, responseXml, samlForm } from "../support/saml.mjs";
import { SP_ENTITY_ID, SamlLoginWorld, continued, refusal, rolePair } from "../support/saml-login-world.mjs";
import { SamlParts, base64 } from "../support/saml-parts.mjs";
import { PROVIDER_ARN, roleArn } from "../support/saml-sts-world.mjs";

const CODE = "x-codecommit-edge-code";
const PROFILES = {
  developers: { role_arn: roleArn("developers"), assume_with: "saml" },
  auditors: { role_arn: roleArn("auditors"), assume_with: "saml" },
  distrustful: { role_arn: roleArn("distrustful"), assume_with: "saml" },
  long: { role_arn: roleArn("short"), assume_with: "saml", duration_seconds: 7_200 },
};
const USERS = [
  { name: "alice", roles: ["developers", "auditors"].map(rolePair) },
  { name: "bob", roles: [rolePair("developers")] },
  { name: "carol" },
  { name: "dan", roles: [rolePair("elsewhere")] },
  { name: "erin", roles: [rolePair("distrustful")] },
  { name: "frank", roles: [rolePair("short")] },
  { name: "grace", roles: [rolePair("developers")], sessionName: null },
];

const login = await SamlLoginWorld.start({ users: USERS, vars: { PROFILES }, options: { isolates: 2 } });
after(() => login.close());
const { acs, aws, edge, idp } = login;
await aws.role({ name: "distrustful", trust: login.trust({ aud: "https://signin.aws.amazon.com/saml" }) });
await aws.role({ name: "short", trust: login.trust(), max_session_duration: 3_600 });
afterEach(() => aws.settings({ clock_offset_seconds: 0 }));

/** The refusal on a page: the status, the code, and what it says. */
function told(page) {
  assert.equal(page.location, null);
  return [...refusal(page), /<p role=alert>([^<]*)</.exec(page.text)?.[1].replaceAll("&#39;", "'")];
}

function assertTold(page, status, code, words) {
  const [seen, seenCode, said] = told(page);
  assert.deepEqual([seen, seenCode], [status, code], page.text);
  assert.match(said, words);
}

/** The same form with a response that the provider signed after a change of the assertion. */
function signedAgain(form, change) {
  const xml = new SamlParts(responseXml(form)).signed(idp.key, { change });
  return withResponse(form, xml);
}

function withResponse(form, xml) {
  return { ...form, fields: { ...form.fields, SAMLResponse: base64(xml) } };
}

const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+/, "");

/** The number of calls to STS. */
async function stsCalls(since) {
  return (await aws.requests(since)).filter(({ service }) => service === "sts").length;
}

/** Posts a form with given cookies, to an isolate. */
async function again(fields, { cookie, isolate }) {
  const headers = { cookie, origin: edge.url, host: new URL(edge.url).host };
  const page = await post(`${edge.urls[isolate]}/saml/sign-in`, fields, headers);
  return { ...page, location: page.headers.location ?? null, headers: new Headers({ [CODE]: page.headers[CODE] ?? "" }) };
}

test("a response is accepted once: not again in the same browser, nor in one that kept its cookies, nor in another isolate", async () => {
  const { browser, form } = await login.begun();
  const fields = continued(await postSamlForm(new Browser(), form, idp.origin));
  const { cookie } = browser;
  const page = await login.proceed(browser, fields);
  assert.ok(asksForHelper(page), page.text);
  assert.doesNotMatch(browser.cookie, /codecommit-edge-saml/);

  assertTold(await login.proceed(browser, fields), 403, "assertion_rejected", /in another browser, has expired or was finished already/);
  for (const isolate of [0, 1]) {
    assertTold(await again(fields, { cookie, isolate }), 403, "assertion_rejected", /finished already: the identity provider's response can be used once/);
  }
  assert.ok((await allowed(browser, page)).url.startsWith(REDIRECT_URI), "the first use is not undone");
});

test("of 8 concurrent uses of a response one succeeds", async () => {
  const { browser, form } = await login.begun();
  const fields = continued(await postSamlForm(new Browser(), form, idp.origin));
  const { cookie } = browser;
  const pages = await Promise.all(Array.from({ length: 8 }, (_, i) => again(fields, { cookie, isolate: i % 2 })));
  const refused = pages.filter((page) => !asksForHelper(page));
  assert.equal(refused.length, 7);
  for (const page of refused) assertTold(page, 403, "assertion_rejected", /can be used once/);
});

test("a stolen response is refused in every other browser and sign-in, before STS is asked", async () => {
  const victim = await login.begun({ name: "alice" });
  const thief = await login.begun();
  const since = await aws.mark();
  // With the victim's state, in a browser without the victim's cookies.
  for (const browser of [new Browser(), thief.browser]) {
    assertTold(await login.posted(browser, victim.form), 403, "assertion_rejected", /in another browser/);
  }
  // In the thief's own sign-in.
  const mixed = { ...victim.form, fields: { ...victim.form.fields, RelayState: thief.form.fields.RelayState } };
  assertTold(await login.posted(thief.browser, mixed), 403, "assertion_rejected", /belongs to another sign-in/);
  // The thief's response in the victim's browser, which would act as the thief.
  assertTold(await login.posted(victim.browser, thief.form), 403, "assertion_rejected", /in another browser/);
  assert.equal(await stsCalls(since), 0);
  for (const { browser, form } of [thief, victim]) assert.equal((await login.posted(browser, form)).status, 200);
});

test("a sign-in that was planted in another browser's cookies is refused there", async () => {
  const { browser, form } = await login.begun();
  const victim = await login.begun({ name: "alice" });
  const named = (cookies, name) => cookies.split("; ").find((cookie) => cookie.startsWith(name));
  const planted = named(browser.cookie, "codecommit-edge-saml-1=");
  const kept = victim.browser.cookie.replace(named(victim.browser.cookie, "codecommit-edge-saml-1="), planted);
  const fields = continued(await postSamlForm(new Browser(), form, idp.origin));
  assertTold(await login.proceed(new Browser(), fields, { cookie: kept }), 400, "bad_request", /started in another browser/);
  assertTold(await login.proceed(new Browser(), fields, { cookie: planted }), 400, "bad_request", /started in another browser/);
  assert.equal((await login.proceed(browser, fields)).status, 200);
});

test("two sign-ins at once in one browser do not take each other's responses, and both finish", async () => {
  const browser = new Browser();
  const [one, other] = [await login.begun({ browser }), await login.begun({ browser })];
  const crossed = { ...one.form, fields: { ...one.form.fields, RelayState: other.form.fields.RelayState } };
  assertTold(await login.posted(browser, crossed), 403, "assertion_rejected", /belongs to another sign-in/);
  for (const { form } of [other, one]) assert.ok(asksForHelper(await login.posted(browser, form)));
});

test("refuses a sign-in that the identity provider started", async () => {
  const { browser, form } = await login.begun();
  for (const relayState of [undefined, "", "https://app.example.com/", "A".repeat(43), form.fields.RelayState.replace(/^./, (it) => (it === "A" ? "B" : "A"))]) {
    const unsolicited = await samlForm(browser, idp.initiateUrl(SP_ENTITY_ID, relayState), { name: "bob" });
    assert.equal(unsolicited.action, acs);
    assertTold(await login.posted(browser, unsolicited), 403, "assertion_rejected", /did not ask for this sign-in\. Start at git/);
  }
  // With the state of a sign-in that is pending in this browser.
  const unsolicited = await samlForm(browser, idp.initiateUrl(SP_ENTITY_ID, form.fields.RelayState), { name: "bob" });
  assertTold(await login.posted(browser, unsolicited), 403, "assertion_rejected", /does not say which request it answers \(InResponseTo\)/);
  assert.equal((await login.posted(browser, form)).status, 200);
});

test("refuses responses that are too early, too late, for another address, or of another provider, before STS is asked", async () => {
  const { browser, form } = await login.begun();
  const since = await aws.mark();
  const time = (name, minutes) => (it) => it.replaceAll(new RegExp(` ${name}="[^"]+"`, "g"), ` ${name}="${inMinutes(minutes)}"`);
  const elsewhere = responseXml(form).replace(/ Destination="[^"]+"/, ' Destination="https://signin.aws.amazon.com/saml"');
  for (const [changed, status, code, words] of [
    [signedAgain(form, time("NotOnOrAfter", -2)), 401, "credentials_expired", /has expired/],
    [signedAgain(form, (it) => it.replaceAll(/ NotOnOrAfter="[^"]+"/g, "")), 401, "credentials_expired", /does not say when it does/],
    [signedAgain(form, time("NotBefore", 5)), 401, "clock_skewed", /dated in the future/],
    [signedAgain(form, (it) => it.replace(acs, "https://signin.aws.amazon.com/saml")), 403, "assertion_rejected", /for another address than this edge's/],
    [signedAgain(form, (it) => it.replace(/ Recipient="[^"]+"/, "")), 403, "assertion_rejected", /for another address than this edge's/],
    [withResponse(form, elsewhere), 403, "assertion_rejected", /for another address than this edge's/],
    [signedAgain(form, (it) => it.replace(idp.entityId, "https://evil.example/idp")), 403, "assertion_rejected", /came from another identity provider/],
    [signedAgain(form, (it) => it.replace(/ InResponseTo="[^"]+"/, "")), 403, "assertion_rejected", /InResponseTo/],
    [signedAgain(form, (it) => it.replace(/ InResponseTo="[^"]+"/, ' InResponseTo="_0"')), 403, "assertion_rejected", /belongs to another sign-in/],
  ]) {
    assertTold(await login.posted(browser, changed), status, code, words);
  }
  assert.equal(await stsCalls(since), 0);
  assert.equal((await login.posted(browser, form)).status, 200);
});

test("reports what the identity provider said when it denied the sign-in", async () => {
  const { browser, form } = await login.begun();
  const status = (codes) => codes.reduceRight((inner, code) => `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${code}">${inner}</samlp:StatusCode>`, "");
  for (const codes of [["Responder"], ["Responder", "AuthnFailed"], ["Requester", "RequestDenied"], ["Responder", "NoPassive"], ["VersionMismatch"]]) {
    const failed = new SamlParts(responseXml(form)).with("").replace(/<samlp:StatusCode [^>]*\/>/, status(codes));
    const page = await login.posted(browser, withResponse(form, failed));
    assertTold(page, 403, "access_denied", new RegExp(`^The identity provider denied the sign-in \\(${codes.at(-1)}\\)`));
    assert.match(page.text, /Tell git to stop waiting/);
  }
  assert.equal((await login.posted(browser, form)).status, 200);
});

test("refuses encrypted assertions, and says what to change", async (t) => {
  const [provider] = login.serviceProviders;
  t.after(() => idp.configure({ serviceProviders: [provider] }));
  idp.configure({ serviceProviders: [{ ...provider, encrypt: idp.key.certificateData }] });
  const { browser, form } = await login.begun();
  assertTold(await login.posted(browser, form), 403, "assertion_rejected", /Turn off the encryption of assertions/);
});

test("tells users which role they lack", async () => {
  for (const [name, options, words] of [
    ["carol", {}, /offers no AWS role/],
    ["dan", {}, /offers you AWS roles, but none that this edge uses/],
    ["bob", { scope: "profile:auditors" }, /no role of the profile auditors/],
  ]) {
    const { browser, form } = await login.begun({ name, ...options });
    assertTold(await login.posted(browser, form), 403, "access_denied", words);
  }
  const { browser, form } = await login.begun({ name: "alice" });
  for (const profile of ["distrustful", "nothing"]) {
    assertTold(await login.posted(browser, form, { profile }), 403, "access_denied", /does not offer you the role of this profile/);
  }
  assert.match((await login.posted(browser, form)).text, /Choose a role/);
});

test("reports what STS refused, and logs its code", async (t) => {
  const metadata = await idp.metadata();
  const register = (text) => aws.samlProvider({ name: "company", metadata: text });
  t.after(async () => register(await idp.metadata()));
  const refused = async (given, code, said, stsError) => {
    const { browser, form } = await login.begun(given);
    const page = await login.posted(browser, given.change ? signedAgain(form, given.change) : form);
    assertTold(page, ...code, said);
    const { principal, sts_error: logged } = edge.logs().filter(({ route }) => route === "saml/sign-in").at(-1);
    assert.equal(principal, null);
    assert.match(logged, stsError);
  };
  const denied = [403, "access_denied"];
  const unrecognised = [401, "unrecognised_credential"];
  await refused({ name: "erin" }, denied, /does not let this sign-in assume the role of the profile distrustful\. The role's trust policy must allow/, /^AccessDenied/);
  await refused({ name: "frank" }, denied, /longer sessions than the role of the profile long allows/, /^ValidationError/);
  await refused({ name: "grace" }, unrecognised, /no valid RoleSessionName/, /^InvalidIdentityToken/);
  const audience = (it) => it.replace(`<saml:Audience>${SP_ENTITY_ID}<`, "<saml:Audience>urn:other<");
  await refused({ change: audience }, unrecognised, /is not for AWS/, /^InvalidIdentityToken/);
  await register(metadata.replaceAll(idp.entityId, "https://other.example.com/idp"));
  await refused({}, unrecognised, /AWS does not trust this identity provider/, /^InvalidIdentityToken/);
  await aws.admin("DELETE", `saml-providers?arn=${encodeURIComponent(PROVIDER_ARN)}`);
  await refused({}, unrecognised, /AWS does not trust this identity provider/, /^InvalidIdentityToken/);
  await register(metadata);
  await aws.settings({ clock_offset_seconds: 330 });
  await refused({}, [401, "credentials_expired"], /AWS takes it for five minutes/, /^ExpiredTokenException/);
  await aws.settings({ clock_offset_seconds: 0 });
  idp.switchKey();
  await refused({}, [401, "signature_rejected"], /must upload its metadata to the SAML provider in IAM again/, /^InvalidIdentityToken/);
  await register(await idp.metadata());
  const { browser, form } = await login.begun();
  assert.equal((await login.posted(browser, form)).status, 200);
});

test("takes the form at the edge's own address only from the edge's own page", async () => {
  const { browser, form } = await login.begun();
  const fields = continued(await postSamlForm(new Browser(), form, "null"));
  for (const origin of ["https://evil.example", "null", idp.origin]) {
    assert.deepEqual(refusal(await login.proceed(browser, fields, { origin })), [403, "origin_not_allowed"]);
  }
  assert.equal((await login.proceed(browser, fields)).status, 200);
});

test("a sign-in takes no storage before STS has accepted a response, and a browser keeps four at most", async () => {
  const before = login.storedObjects();
  const browser = new Browser();
  const kept = () => browser.cookie.match(/codecommit-edge-saml-\d=/g) ?? [];
  let begun;
  for (let count = 1; count <= 6; count++) {
    begun = await login.begun({ browser });
    assert.equal(kept().length, Math.min(count, 4));
    const { fields } = signedAgain(begun.form, (it) => it.replaceAll("bob", "eve"));
    const refused = await login.posted(browser, { ...begun.form, fields: { ...fields, RelayState: "A".repeat(43) } });
    assert.deepEqual(refusal(refused), [403, "assertion_rejected"]);
    const unsigned = withResponse(begun.form, responseXml(begun.form).replaceAll("bob", "eve"));
    assert.deepEqual(refusal(await login.posted(browser, unsigned)), [401, "signature_rejected"]);
  }
  assert.equal(login.storedObjects(), before);
  assert.ok(asksForHelper(await login.posted(browser, begun.form)));
  assert.equal(login.storedObjects(), before + 1);
  assert.equal(kept().length, 3);
});

test("no refusal shows or logs a response, its user or a state", async () => {
  const { asked, browser, form } = await login.begun();
  const xml = responseXml(form);
  const unsigned = withResponse(form, xml.replace("bob@", "eve@"));
  const refused = [
    [await login.posted(new Browser(), form), 403],
    [await login.posted(browser, signedAgain(form, (it) => it.replace(acs, "https://evil.example"))), 403],
    [await login.posted(browser, unsigned), 401],
    [await login.posted(browser, withResponse(form, xml.replace("<saml:Subject>", "<!-- --><saml:Subject>"))), 403],
    [await login.posted(browser, withResponse(form, xml.slice(1))), 403],
  ];
  const [, value] = /<ds:SignatureValue>([^<]+)/.exec(xml);
  const secrets = [form.fields.SAMLResponse.slice(300, 500), unsigned.fields.SAMLResponse.slice(-300, -100), value, form.fields.RelayState, "bob@example.com", "eve@example.com"];
  const pages = refused.map(([page, status]) => {
    assert.equal(page.status, status, page.text);
    return page.text + JSON.stringify([...page.headers]);
  });
  const texts = [pages.join(), JSON.stringify(edge.logs().slice(-2 * refused.length))];
  for (const secret of secrets) {
    for (const each of encodings(secret)) for (const text of texts) assert.equal(Buffer.from(text).includes(each), false, `${secret} in ${text}`);
  }
  // The link that tells git has git's own state.
  assert.equal(texts[1].includes(asked.state), false);
});
