import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";

import { basic } from "./credentials.mjs";
import { Environment } from "./environment.mjs";
import { trustedProvider } from "./federation.mjs";
import { exchange } from "./http.mjs";
import { forge } from "./tokens.mjs";

const DISCOVERY = "/info/refs?service=git-upload-pack";
const EDGE_USER = "arn:aws:iam::123456789012:user/edge";

export const ORIGIN = "https://app.example.com";

/** The outcome of a discovery: the status, and the code. */
export const GOOD = [200, null];
export const EXPIRED = [401, "credentials_expired"];
export const REJECTED = [401, "signature_rejected"];
export const UNREADABLE = [401, "unrecognised_credential"];

/** Services with an edge that has sessions, for profiles with a role, read-only, for users, and without a role. */
export class SessionWorld {
  constructor(parts) {
    Object.assign(this, parts);
  }

  static async start() {
    const world = await Environment.start();
    const { aws, git } = world;
    const { provider, sts, trust } = await trustedProvider(world);
    await aws.repository("eu-west-1", "app");
    const trustEdge = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: "sts:AssumeRole" }],
    };
    const [pipeline, people] = [
      await aws.role({ name: "pipeline", trust }),
      await aws.role({ name: "people", trust: trustEdge }),
    ];
    const own = await aws.credentials({ session: false, arn: EDGE_USER });
    const vars = {
      ACCEPT_ACCESS_KEYS: true,
      ALLOWED_ORIGINS: ORIGIN,
      AWS_ACCESS_KEY_ID: own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
      AWS_ENDPOINT_URL_CODECOMMIT_GIT: aws.url,
      AWS_ENDPOINT_URL_STS: sts.url,
      IDENTITY_PROVIDERS: {
        company: {
          issuer: provider.issuer,
          audiences: ["codecommit-edge", "web"],
          rules: [
            { claim: "groups", contains: "payments", profile: "people" },
            { claim: "groups", contains: "deploy", profile: "pipeline" },
            { claim: "groups", contains: "deploy", profile: "reading" },
          ],
        },
      },
      PROFILES: {
        pipeline: { role_arn: pipeline },
        reading: { role_arn: pipeline, access: "read" },
        people: { role_arn: people, assume_with: "edge_keys" },
        plain: {},
      },
      SESSION_KEYS: sessionKey("k1"),
    };
    const edge = await world.edge(vars, { isolates: 2 });
    return new SessionWorld({ world, aws, git, provider, sts, vars, edge });
  }

  /** A pipeline's token. */
  jwt(claims = {}) {
    return forge(this.provider, { sub: "repo:example/app", groups: ["deploy"], ...claims });
  }

  /** Opens a session, which must succeed. */
  async opened(query, authorization, url = this.edge.url) {
    const answer = await ask(`${url}/session${query}`, authorization);
    assert.equal(answer.status, 201, answer.body.toString());
    return JSON.parse(answer.body);
  }

  /** Opens a session for a pipeline, and returns its token. */
  async pipelineSession(url) {
    return (await this.opened("?profile=pipeline", bearer(await this.jwt()), url)).token;
  }

  /** The outcome of a discovery. Another isolate has the same host name. */
  async discovered(token, { address = "pipeline/eu-west-1/app", url = this.edge.url, isolate = url } = {}) {
    const { status, headers } = await exchange(`${isolate}/${address}${DISCOVERY}`, {
      headers: { authorization: bearer(token), host: new URL(url).host },
    });
    return [status, headers["x-codecommit-edge-code"] ?? null];
  }

  close() {
    this.sts.close();
    return this.world.close();
  }
}

/** An entry of SESSION_KEYS. */
export function sessionKey(id) {
  return `${id}:${randomBytes(32).toString("base64")}`;
}

/** A request to the session API. */
export function ask(url, authorization, { method = "POST", headers = {} } = {}) {
  return exchange(url, { method, headers: { ...(authorization && { authorization }), ...headers } });
}

/** The header's value for a token. */
export function bearer(token) {
  return `Bearer ${token}`;
}

/** The `Authorization` header for a token as password, with any user name. */
export function password(token) {
  return basic({ username: "anyone", password: token });
}
