import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { after, afterEach, test } from "node:test";

import { AUDIENCE } from "../../identity-provider/defaults.mjs";
import { generateKeys } from "../../identity-provider/keys.mjs";
import { basic, gitPassword } from "../support/credentials.mjs";
import {
  ABSOLUTE_TARGETS,
  DIRECTIONS,
  DISCOVERIES,
  HOSTS,
  HOST_HEADERS,
  REGIONS,
  TOKEN_HEADERS,
  URLS,
} from "../support/hostile-hosts.mjs";
import { OutboundWitness } from "../support/outbound-witness.mjs";
import { answersTo, head } from "../support/raw-requests.mjs";
import { forge } from "../support/tokens.mjs";
import { startEdge } from "../support/workerd.mjs";

const QUERY = "/info/refs?service=git-upload-pack";
const HOST = "git-codecommit.eu-west-1.amazonaws.com";
const CODECOMMIT = `GET https://${HOST}/v1/repos/app${QUERY}`;
const ISSUER = "https://login.example.com";
const DISCOVERY = `GET ${ISSUER}/.well-known/openid-configuration`;
const JWKS = `GET ${ISSUER}/jwks`;
const STS = "POST https://sts.eu-west-1.amazonaws.com/";

const KEYS = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" };
const SIGNED = basic(gitPassword(KEYS, "eu-west-1/app"));
const ROLE = "arn:aws:iam::123456789012:role/pipeline";
const provider = { issuer: ISSUER, keys: await generateKeys(), key: (alg) => provider.keys.find((key) => key.alg === alg) };
const publicJwk = ({ privateKey, alg, kid }) => ({ ...createPublicKey(privateKey).export({ format: "jwk" }), alg, kid });
const jwks = { keys: provider.keys.map(publicJwk) };

const witness = await OutboundWitness.start();
after(() => witness.close());
/** Edges that would connect to AWS's own hosts; the witness records where. */
const [edge, federated] = await Promise.all([
  startEdge({ outbound: witness.address, vars: { DEFAULT_REGION: "eu-west-1" } }),
  startEdge({ outbound: witness.address, vars: { PROFILES: { pipeline: { role_arn: ROLE } } } }),
]);
after(() => Promise.all([edge.close(), federated.close()]));

/** An edge that verifies tokens and has no keys yet; stops with `t`. */
async function verifying(t) {
  const verifier = await startEdge({
    outbound: witness.address,
    vars: {
      PROFILES: { pipeline: { role_arn: ROLE } },
      IDENTITY_PROVIDERS: { company: { issuer: ISSUER, audiences: [AUDIENCE] } },
    },
  });
  t.after(() => verifier.close());
  return verifier;
}

/** Responds as the provider, STS and CodeCommit would; `others` respond first, by the start of `GET {url}`. */
function answering(others = {}) {
  const answers = {
    ...others,
    [DISCOVERY]: others[DISCOVERY] ?? ((response) => response.end(JSON.stringify({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }))),
    [JWKS]: others[JWKS] ?? ((response) => response.end(JSON.stringify(jwks))),
  };
  return ({ method, url }, response) => {
    const [, answer] = Object.entries(answers).find(([beginning]) => `${method} ${url}`.startsWith(beginning)) ?? [];
    if (answer) answer(response);
    else response.end("0000");
  };
}

async function asked(target, { at = edge, authorization = SIGNED, host = "edge.example.com" } = {}) {
  const request = head(`GET ${target} HTTP/1.1`, `Authorization: ${authorization}`).replace("edge.example.com", host);
  const [answer, ...more] = await answersTo(at.url, request);
  assert.deepEqual(more, []);
  return { ...answer, outcome: [answer.status, answer.code], led: witness.take() };
}

afterEach(async () => {
  witness.answerWith(answering());
  const { status, led } = await asked(`/eu-west-1/app${QUERY}`);
  assert.deepEqual([status, led], [200, [CODECOMMIT]], "the edge keeps serving");
});

for (const [what, region] of Object.entries(REGIONS)) {
  test(`rejects a region with ${what}`, async () => {
    const token = await forge(provider);
    for (const options of [{}, { at: federated, authorization: `Bearer ${token}` }]) {
      const profile = options.at ? "/pipeline" : "";
      const { outcome, led } = await asked(`${profile}/${region}/app${QUERY}`, options);
      const isolated = region === "us-iso-east-1";
      assert.deepEqual([outcome, led], [isolated ? [404, "not_found"] : [400, "bad_region"], []]);
    }
  });
}

for (const [what, host] of Object.entries(HOSTS)) {
  test(`rejects a host that is ${what}`, async () => {
    for (const target of [`/${host}/v1/repos/app${QUERY}`, `/?https://${host}/v1/repos/app${QUERY}`]) {
      const { outcome, led } = await asked(target);
      const expected = host === "git-codecommit.evil.example" ? [400, "bad_region"] : [404, "not_found"];
      assert.deepEqual([outcome, led], [expected, []]);
    }
  });
}

for (const [what, [kind, url]] of Object.entries(URLS)) {
  test(`rejects a URL with ${what}`, async () => {
    const { outcome, led } = await asked(`/?${url}${QUERY}`);
    assert.deepEqual([outcome, led], [kind === "home" ? [200, undefined] : [404, "not_found"], []]);
  });
}

for (const [region, host] of Object.entries({
  "us-gov-west-1": "git-codecommit.us-gov-west-1.amazonaws.com",
  "cn-north-1": "git-codecommit.cn-north-1.amazonaws.com.cn",
  "eusc-de-east-1": "git-codecommit.eusc-de-east-1.amazonaws.eu",
})) {
  test(`requests for ${region} go to its partition's host, over TLS`, async () => {
    const { status, led } = await asked(`/${region}/app${QUERY}`);
    assert.deepEqual([status, led], [200, [`GET https://${host}/v1/repos/app${QUERY}`]]);
  });
}

for (const [what, target] of Object.entries(ABSOLUTE_TARGETS)) {
  test(`a request target that names ${what} is routed by its path only`, async () => {
    const { status, led } = await asked(target + QUERY);
    assert.deepEqual([status, led], [200, [CODECOMMIT]]);
  });
}

for (const [what, [kind, host]] of Object.entries(HOST_HEADERS)) {
  test(`a Host with ${what} does not change the destination`, async () => {
    const { outcome, led } = await asked(`/eu-west-1/app${QUERY}`, { host });
    assert.deepEqual([outcome, led], kind === "name" ? [[200, undefined], [CODECOMMIT]] : [[400, "bad_request"], []]);
  });
}

test("a Host with a path in it does not choose the repository", async () => {
  for (const end of ["#", "&x=", "?"]) {
    const { led } = await asked(`/eu-west-1/app${QUERY}`, { host: `evil.example/us-east-1/other${QUERY}${end}` });
    assert.ok(led.every((url) => url === CODECOMMIT), led.join());
  }
});

for (const status of [300, 301, 302, 303, 305, 307, 308]) {
  for (const [what, directions] of Object.entries(DIRECTIONS)) {
    test(`a ${status} from CodeCommit to ${what} is neither followed nor forwarded`, async () => {
      witness.answerWith((_, response) => response.writeHead(status, directions).end("0000"));
      const answer = await asked(`/eu-west-1/app${QUERY}`);
      assert.deepEqual([answer.outcome, answer.led], [[502, "upstream_unreachable"], [CODECOMMIT]]);
      assert.doesNotMatch(answer.head + answer.body, /^location|^refresh|evil|169\.254|passwd|javascript/im);
    });
  }
}

test("drops response headers that name other places", async () => {
  const headers = { location: "https://evil.example/", refresh: "0; url=https://evil.example/", link: "<https://evil.example>", "alt-svc": 'h2="evil.example:443"' };
  witness.answerWith((_, response) => response.writeHead(200, headers).end("0000"));
  const { status, led, head: told } = await asked(`/eu-west-1/app${QUERY}`);
  assert.deepEqual([status, led], [200, [CODECOMMIT]]);
  assert.doesNotMatch(told, /evil/);
});

test("a token's issuer is never contacted: STS is, in the region of the address", async () => {
  for (const iss of ["https://evil.example", "http://169.254.169.254", "https://sts.evil.example/"]) {
    const authorization = `Bearer ${await forge(provider, { iss, sub: crypto.randomUUID() })}`;
    witness.answerWith(answering({ "POST ": (response) => response.writeHead(403).end() }));
    const { led } = await asked(`/pipeline/eu-west-1/app${QUERY}`, { at: federated, authorization });
    assert.deepEqual([...new Set(led)], [STS]);
  }
});

for (const status of [301, 302, 307, 308]) {
  test(`a ${status} from STS is not followed, and the token is sent nowhere else`, async () => {
    const authorization = `Bearer ${await forge(provider, { sub: crypto.randomUUID() })}`;
    witness.answerWith(answering({ "POST ": (response) => response.writeHead(status, { location: "https://evil.example/" }).end() }));
    const { outcome, led, head: told } = await asked(`/pipeline/eu-west-1/app${QUERY}`, { at: federated, authorization });
    assert.deepEqual([...new Set(led)], [STS]);
    assert.deepEqual(outcome, [502, "upstream_unreachable"]);
    assert.doesNotMatch(told, /evil/);
  });
}

for (const [what, document] of Object.entries(DISCOVERIES)) {
  test(`rejects a discovery document that points to ${what}`, async (t) => {
    const at = await verifying(t);
    witness.answerWith(answering({ [DISCOVERY]: (response) => response.end(JSON.stringify(document)) }));
    const authorization = `Bearer ${await forge(provider)}`;
    const { outcome, led } = await asked(`/pipeline/eu-west-1/app${QUERY}`, { at, authorization });
    assert.deepEqual([outcome, led], [[502, "upstream_unreachable"], [DISCOVERY]]);
  });
}

for (const status of [301, 302, 307, 308]) {
  test(`a ${status} from a provider is not followed, neither for its discovery document nor for its keys`, async (t) => {
    const elsewhere = (response) => response.writeHead(status, { location: "https://evil.example/jwks" }).end();
    for (const [from, led] of [
      [DISCOVERY, [DISCOVERY]],
      [JWKS, [DISCOVERY, JWKS]],
    ]) {
      const at = await verifying(t);
      witness.answerWith(answering({ [from]: elsewhere }));
      const authorization = `Bearer ${await forge(provider)}`;
      const answer = await asked(`/pipeline/eu-west-1/app${QUERY}`, { at, authorization });
      assert.deepEqual([answer.outcome, answer.led], [[502, "upstream_unreachable"], led]);
    }
  });
}

test("no header of a token chooses where its key comes from", async (t) => {
  const at = await verifying(t);
  const [stranger] = await generateKeys(["RS256"]);
  const headers = { ...TOKEN_HEADERS, jwk: { jwk: publicJwk(stranger) }, x5c: { x5c: [Buffer.from("certificate").toString("base64")] } };
  witness.answerWith(answering({ "POST ": (response) => response.writeHead(403).end() }));
  const good = await asked(`/pipeline/eu-west-1/app${QUERY}`, { at, authorization: `Bearer ${await forge(provider)}` });
  assert.deepEqual(good.led.slice(0, 3), [DISCOVERY, JWKS, STS], "a good token does get to STS");
  for (const [what, header] of Object.entries(headers)) {
    const authorization = `Bearer ${await forge(provider, {}, { key: stranger, kid: provider.key("RS256").kid, header })}`;
    const { status, code, led } = await asked(`/pipeline/eu-west-1/app${QUERY}`, { at, authorization });
    assert.equal(status, 401, what);
    assert.ok(["signature_rejected", "unrecognised_credential"].includes(code), `${what}: ${code}`);
    // An unknown key id makes the edge fetch the issuer's own keys again, and nothing else.
    assert.ok(led.every((url) => url === JWKS || url === DISCOVERY), `${what}: ${led}`);
  }
});
