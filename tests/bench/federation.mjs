import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

import { AUDIENCE } from "../identity-provider/defaults.mjs";
import { IdentityProvider } from "../identity-provider/identity-provider.mjs";
import { LocalAws, trustWebIdentity } from "../e2e/support/local-aws.mjs";
import { forge } from "../e2e/support/tokens.mjs";

const EDGE_USER = "arn:aws:iam::123456789012:user/edge";
// Longer than a whole run.
const TOKEN_SECONDS = 6 * 3600;

/**
 * The services that federated callers need: an identity provider, and STS with roles for its tokens and for the edge's own
 * keys.
 */
export class Federation {
  #aws;
  #provider;

  /**
   * @param {LocalAws} aws
   * @param {IdentityProvider} provider
   * @param {Record<string, string | object>} vars the worker's variables and secrets
   */
  constructor(aws, provider, vars) {
    this.#aws = aws;
    this.#provider = provider;
    this.vars = vars;
  }

  /** @param {string} program local AWS, optimised */
  static async start(program, directory) {
    const root = join(mkdtempSync(join(directory, "sts-")), "repositories");
    mkdirSync(root);
    return Federation.of(await LocalAws.start({ root, program }));
  }

  /** @param {LocalAws} aws closed with the rest */
  static async of(aws) {
    const provider = await IdentityProvider.start();
    const arn = await aws.oidcProvider({ url: provider.issuer, client_ids: [AUDIENCE] });
    const pipeline = await aws.role({ name: "pipeline", trust: trustWebIdentity(arn, provider.issuer, { aud: AUDIENCE, sub: "*" }) });
    const people = await aws.role({ name: "people", trust: trustUser(EDGE_USER) });
    const own = await aws.credentials({ session: false, arn: EDGE_USER });
    return new Federation(aws, provider, {
      AWS_ACCESS_KEY_ID: own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
      AWS_ENDPOINT_URL_STS: aws.url,
      IDENTITY_PROVIDERS: {
        company: {
          issuer: provider.issuer,
          audiences: [AUDIENCE],
          rules: ["pipeline", "people"].map((profile) => ({ claim: "groups", contains: "deploy", profile })),
        },
      },
      PROFILES: {
        pipeline: { role_arn: pipeline },
        people: { role_arn: people, assume_with: "edge_keys" },
      },
      SESSION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    });
  }

  /** The `Authorization` header for a pipeline's OIDC token, which no other call returns. */
  async token() {
    const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
    return bearer(await forge(this.#provider, { sub: "repo:example/app", groups: ["deploy"], exp }));
  }

  /** Opens a session at an edge, which must succeed, and returns the `Authorization` header for it. */
  async session(url, query, authorization) {
    const response = await fetch(`${url}/session${query}`, { method: "POST", headers: { authorization } });
    const text = await response.text();
    if (response.status !== 201) throw new Error(`no session at ${url}${query}: ${response.status} ${text}`);
    return bearer(JSON.parse(text).token);
  }

  async close() {
    await Promise.all([this.#aws.close(), this.#provider.close()]);
  }
}

function bearer(token) {
  return `Bearer ${token}`;
}

function trustUser(arn) {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: arn }, Action: "sts:AssumeRole" }] };
}
