import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";

import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from "jose";

import { IdentityProvider } from "../../identity-provider/identity-provider.mjs";
import { ALGORITHMS } from "../../identity-provider/keys.mjs";
import { forge, forgeries, personToken, pipelineToken } from "../support/tokens.mjs";

const AUDIENCE = "https://edge.example.com";

describe("the identity provider", () => {
  let provider;

  before(async () => (provider = await IdentityProvider.start()));
  after(() => provider.close());

  function verified(token, options) {
    const keys = createRemoteJWKSet(new URL(provider.jwksUri));
    return jwtVerify(token, keys, { issuer: provider.issuer, requiredClaims: ["exp", "nbf", "iat", "sub"], ...options });
  }

  test("publishes its keys' address, and only public keys", async () => {
    const discovery = await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json();
    assert.equal(discovery.issuer, provider.issuer);
    assert.equal(discovery.jwks_uri, provider.jwksUri);
    const { keys } = await (await fetch(discovery.jwks_uri)).json();
    assert.deepEqual(keys.map(({ alg }) => alg), ALGORITHMS);
    assert.ok(keys.every((key) => key.kid && !key.d));
  });

  for (const alg of ALGORITHMS) {
    test(`signs pipeline tokens with ${alg}`, async () => {
      const token = await pipelineToken(provider, { audience: AUDIENCE, alg });
      const { payload, protectedHeader } = await verified(token, { audience: AUDIENCE });
      assert.equal(protectedHeader.alg, alg);
      assert.equal(protectedHeader.kid, provider.key(alg).kid);
      assert.equal(payload.sub, "repo:example/app:ref:refs/heads/main");
      assert.deepEqual(payload.groups, ["deploy"]);
      assert.equal(payload.exp - payload.iat, 600);
      assert.ok(payload.jti);
    });
  }

  test("issues a pipeline's token with one curl command", async () => {
    const form = "-d grant_type=client_credentials -d audience=sts.amazonaws.com";
    const { stdout } = await promisify(execFile)("sh", [
      "-c",
      `curl -s -u pipeline:pipeline-secret ${form} ${provider.issuer}/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/'`,
    ]);
    await verified(stdout.trim(), { audience: "sts.amazonaws.com" });
  });

  test("uses a resource indicator as the audience", async () => {
    const response = await fetch(`${provider.issuer}/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("pipeline:pipeline-secret")}` },
      body: new URLSearchParams({ grant_type: "client_credentials", resource: AUDIENCE }),
    });
    await verified((await response.json()).access_token, { audience: AUDIENCE });
  });

  test("rejects a wrong secret", async () => {
    const impostor = { issuer: provider.issuer, client: () => ({ id: "pipeline", secret: "wrong" }) };
    await assert.rejects(pipelineToken(impostor, { client: "pipeline" }), /401.*invalid_client/);
  });

  test("signs a user in, and names them in an ID token", async () => {
    const { payload } = await verified(await personToken(provider, { user: "bob" }), { audience: "web" });
    assert.equal(payload.sub, "bob");
    assert.equal(payload.email, "bob@example.com");
    assert.deepEqual(payload.groups, ["docs"]);
  });

  test("rejects an unknown user", async () => {
    await assert.rejects(personToken(provider, { user: "eve" }), /There is no such user/);
  });

  test("drops its old keys on rotation, and stops when closed", async (t) => {
    const another = await IdentityProvider.start();
    t.after(() => another.close());
    const token = await pipelineToken(another);
    const keys = () => createRemoteJWKSet(new URL(another.jwksUri));
    await jwtVerify(token, keys());

    await another.rotate();
    await assert.rejects(jwtVerify(token, keys()), errors.JWKSNoMatchingKey);
    await jwtVerify(await pipelineToken(another), keys());

    const { port } = new URL(another.issuer);
    await another.close();
    await assert.rejects(fetch(another.jwksUri));
    const again = await IdentityProvider.start({ port: Number(port), keys: another.keys });
    t.after(() => again.close());
    assert.equal(again.issuer, another.issuer);
    await jwtVerify(await pipelineToken(again), keys());
  });

  test("records its requests, and lets a test answer instead", async (t) => {
    const asked = provider.requests.length;
    provider.intercept((request, response) => request.url === "/jwks" && response.writeHead(503).end());
    t.after(() => provider.intercept());
    assert.equal((await fetch(provider.jwksUri)).status, 503);
    assert.equal((await fetch(`${provider.issuer}/.well-known/openid-configuration`)).status, 200);
    assert.deepEqual(provider.requests.slice(asked), ["GET /jwks", "GET /.well-known/openid-configuration"]);
  });

  test("verifies an unchanged token, so that only the change makes a forged one fail", async () => {
    for (const alg of ALGORITHMS) await verified(await forge(provider, { aud: AUDIENCE }, { alg }), { audience: AUDIENCE });
  });

  const VERDICTS = {
    "expired": errors.JWTExpired,
    "not yet valid": /"nbf" claim timestamp check failed/,
    "for another audience": /unexpected "aud"/,
    "from another issuer": /unexpected "iss"/,
    "without exp": /missing required "exp"/,
    "without nbf": /missing required "nbf"/,
    "without aud": /missing required "aud"/,
    "without iss": /missing required "iss"/,
    "with a changed payload": errors.JWSSignatureVerificationFailed,
    "with a changed signature": errors.JWSSignatureVerificationFailed,
    "without a signature": errors.JWSSignatureVerificationFailed,
    "of alg none": /Unsupported "alg"/,
    "of HS256 under the RSA public key": /Unsupported "alg"/,
    "of an unknown kid": errors.JWKSNoMatchingKey,
    "of another's key under a known kid": errors.JWSSignatureVerificationFailed,
    "of RS256 under the kid of an EC key": errors.JWKSNoMatchingKey,
    "of ES256 under the kid of an RSA key": errors.JWKSNoMatchingKey,
    "with a crit header": /Extension Header Parameter "urn:example:unknown" is not recognized/,
  };

  test("forges tokens that are each invalid in one way", async () => {
    const { "of 24 KB": large, ...wrong } = await forgeries(provider, { aud: AUDIENCE });
    assert.deepEqual(Object.keys(wrong), Object.keys(VERDICTS));
    for (const [name, token] of Object.entries(wrong)) {
      await assert.rejects(verified(token, { audience: AUDIENCE }), VERDICTS[name], name);
    }
    assert.ok(large.length > 24_000);
    await verified(large, { audience: AUDIENCE });
  });

  test("forges the HS256 confusion: it verifies where the public key's text is taken for a secret", async () => {
    const { "of HS256 under the RSA public key": token } = await forgeries(provider);
    const key = provider.key("RS256");
    await jwtVerify(token, Buffer.from(key.publicPem), { issuer: provider.issuer });
    assert.equal(decodeProtectedHeader(token).kid, key.kid);
  });
});
