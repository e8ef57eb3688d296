import { CompactSign } from "jose";

import { AUDIENCE } from "../../identity-provider/defaults.mjs";
import { generateKeys } from "../../identity-provider/keys.mjs";
import { Browser } from "./browser.mjs";

const encoder = new TextEncoder();

/**
 * A pipeline's token, as the provider issues it.
 *
 * @param {IdentityProvider} provider
 * @param {{ audience?: string, alg?: string, client?: string }} options
 *   `client`: a client id; by default the first that signs with `alg`.
 */
export async function pipelineToken(provider, { audience, alg = "RS256", client } = {}) {
  const signs = (candidate) => !candidate.redirectUris && (candidate.alg ?? "RS256") === alg;
  const one = client ? provider.client(client) : provider.clients.find(signs);
  const form = { grant_type: "client_credentials", ...(audience && { audience }) };
  return (await tokenRequest(provider, one, form)).access_token;
}

/** The ID token of a user who signs in with the authorization code flow, as in a browser. */
export async function personToken(provider, { user, client = "web", scope = "openid email groups" }) {
  const one = provider.client(client);
  const [redirectUri] = one.redirectUris;
  const browser = new Browser();
  const query = new URLSearchParams({ client_id: one.id, response_type: "code", scope, redirect_uri: redirectUri });
  const page = await browser.redirect(`${provider.issuer}/auth?${query}`);
  const resumed = await browser.redirect(`${page}?${new URLSearchParams({ sub: user })}`, { method: "POST" });
  const callback = new URL(await browser.redirect(resumed));
  const code = callback.searchParams.get("code");
  if (!code) throw new Error(`the provider refused: ${callback.search}`);
  const form = { grant_type: "authorization_code", code, redirect_uri: redirectUri };
  return (await tokenRequest(provider, one, form)).id_token;
}

/** The claims of a valid token, on which forged ones are based. */
export function validClaims(provider, claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: provider.issuer,
    aud: AUDIENCE,
    sub: "mallory",
    iat: now,
    nbf: now,
    exp: now + 600,
    jti: crypto.randomUUID(),
    ...claims,
  };
}

/**
 * A handmade token, signed with the provider's own private key by default.
 *
 * @param {IdentityProvider} provider
 * @param {object} claims on top of valid ones; an undefined one is left out.
 * @param {{ alg?: string, kid?: string | null, key?: SigningKey, header?: object }} options
 *   `alg`: also `none`, and `HS256` for the classic confusion: the RSA public key's PEM text as the secret.
 *   `kid`: the key's by default; null for none. `header`: further fields, which are not checked.
 */
export async function forge(provider, claims = {}, { alg = "RS256", kid, key, header = {} } = {}) {
  const signer = key ?? provider.key(alg) ?? provider.key("RS256");
  const name = kid === null ? undefined : (kid ?? signer.kid);
  const payload = JSON.stringify(validClaims(provider, claims));
  const fields = { alg, kid: name, typ: "JWT", ...header };
  if (alg === "none") return `${segment(JSON.stringify(fields))}.${segment(payload)}.`;

  const secret = alg === "HS256" ? encoder.encode(signer.publicPem) : signer.privateKey;
  const crit = Object.fromEntries((fields.crit ?? []).map((field) => [field, true]));
  return new CompactSign(encoder.encode(payload)).setProtectedHeader(fields).sign(secret, { crit });
}

/** The token with other claims and the same signature. */
export function tamperPayload(token, claims) {
  const [header, payload, signature] = token.split(".");
  const changed = { ...JSON.parse(Buffer.from(payload, "base64url")), ...claims };
  return [header, segment(JSON.stringify(changed)), signature].join(".");
}

/** The token with one bit of its signature flipped. */
export function tamperSignature(token) {
  const [header, payload, signature] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  bytes[0] ^= 1;
  return [header, payload, bytes.toString("base64url")].join(".");
}

/**
 * One token of each kind that must be rejected, by what is wrong with it.
 *
 * @param {object} claims of the valid token that each of them resembles, above all its audience.
 */
export async function forgeries(provider, claims = {}) {
  const now = Math.floor(Date.now() / 1000);
  const [stranger] = await generateKeys(["RS256"]);
  const make = (changes, options) => forge(provider, { ...claims, ...changes }, options);
  const good = await make();
  return {
    "expired": await make({ iat: now - 7200, nbf: now - 7200, exp: now - 3600 }),
    "not yet valid": await make({ nbf: now + 3600, exp: now + 7200 }),
    "for another audience": await make({ aud: "another-audience" }),
    "from another issuer": await make({ iss: "https://issuer.example.com" }),
    "without exp": await make({ exp: undefined }),
    "without nbf": await make({ nbf: undefined }),
    "without aud": await make({ aud: undefined }),
    "without iss": await make({ iss: undefined }),
    "with a changed payload": tamperPayload(good, { sub: "somebody-else" }),
    "with a changed signature": tamperSignature(good),
    "without a signature": good.replace(/[^.]+$/, ""),
    "of alg none": await make({}, { alg: "none" }),
    "of HS256 under the RSA public key": await make({}, { alg: "HS256" }),
    "of an unknown kid": await make({}, { kid: "unknown" }),
    "of another's key under a known kid": await make({}, { key: stranger, kid: provider.key("RS256").kid }),
    "of RS256 under the kid of an EC key": await make({}, { kid: provider.key("ES256").kid }),
    "of ES256 under the kid of an RSA key": await make({}, { alg: "ES256", kid: provider.key("RS256").kid }),
    "with a crit header": await make({}, { header: { crit: ["urn:example:unknown"], "urn:example:unknown": true } }),
    "of 24 KB": await make({ filler: "x".repeat(18_000) }),
  };
}

async function tokenRequest(provider, { id, secret }, form) {
  const response = await fetch(`${provider.issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}` },
    body: new URLSearchParams(form),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${provider.issuer}/token: ${response.status} ${answer}`);
  return JSON.parse(answer);
}

function segment(text) {
  return Buffer.from(text).toString("base64url");
}
