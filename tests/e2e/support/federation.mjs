import assert from "node:assert/strict";

import { Environment } from "./environment.mjs";
import { eventually } from "./eventually.mjs";
import { exchange } from "./http.mjs";
import { trustWebIdentity } from "./local-aws.mjs";
import { StsWitness } from "./sts-witness.mjs";
import { forge } from "./tokens.mjs";

export const DISCOVERY = "/info/refs?service=git-upload-pack";

/** An identity provider, a trust policy for all of its tokens, and a record of what STS issues. */
export async function trustedProvider(world) {
  const [provider, sts] = await Promise.all([world.identityProvider(), StsWitness.start(world.aws.url)]);
  const arn = await world.aws.oidcProvider({ url: provider.issuer, client_ids: ["codecommit-edge"] });
  const trust = trustWebIdentity(arn, provider.issuer, { aud: "codecommit-edge", sub: "*" });
  return { provider, sts, trust };
}

/** Services in which AWS trusts an identity provider's tokens, and edges that have no cached credentials yet. */
export class Federation {
  #edges = [];

  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Starts them: two repositories, two roles, and profiles for them. */
  static async start() {
    const world = await Environment.start();
    const { aws, git } = world;
    const { provider, sts, trust } = await trustedProvider(world);
    for (const name of ["app", "other"]) await aws.repository("eu-west-1", name);
    const [reader, writer] = await Promise.all(["reader", "writer"].map((name) => aws.role({ name, trust })));
    const profiles = {
      team: { role_arn: reader },
      read: { role_arn: reader, access: "read" },
      writers: { role_arn: writer },
    };
    /** The variable with which the edge verifies tokens itself. */
    const verifying = {
      IDENTITY_PROVIDERS: {
        company: {
          issuer: provider.issuer,
          audiences: ["codecommit-edge"],
        },
      },
    };
    return new Federation({ world, aws, git, provider, sts, profiles, verifying });
  }

  /** An edge with empty caches; without further variables, only STS verifies tokens. */
  async coldEdge(options, vars = {}) {
    const vital = { PROFILES: this.profiles, AWS_ENDPOINT_URL_STS: this.sts.url };
    const edge = await this.world.edge({ ...vital, ...vars }, options);
    this.#edges.push(edge);
    return edge;
  }

  /** A valid token for a subject. */
  tokenOf(sub, claims = {}, options) {
    return forge(this.provider, { sub, ...claims }, options);
  }

  /** Sends discovery: returns its log entry, and the text of the response. */
  async discover(edge, token, { isolate = 0, address = "team/eu-west-1/app", agent = "git/2.0" } = {}) {
    const url = `${edge.urls[isolate]}/${address}${DISCOVERY}`;
    const answer = await exchange(url, { headers: { "authorization": `Bearer ${token}`, "user-agent": agent } });
    const line = await eventually("a line in the log", () =>
      edge.logs().find(({ request_id }) => request_id === answer.headers["x-request-id"]),
    );
    assert.equal(answer.status, line.status);
    return { line, text: answer.body.toString() };
  }

  /** Sends discovery, which must succeed: returns where its credentials were found, and how many STS calls that took. */
  async source(edge, token, options) {
    const { line } = await this.discover(edge, token, options);
    assert.deepEqual([line.status, line.code], [200, null]);
    return [line.credentials, line.sts_calls];
  }

  /** Clones, and returns the directory. */
  async clone(url, token, options) {
    const directory = this.world.directory();
    await this.git.ok([...bearer(token), "clone", "--quiet", `${url}/team/eu-west-1/app`, directory], options);
    return directory;
  }

  /** The requests that STS received. */
  async calls(since) {
    return (await this.aws.requests(since)).filter(({ service }) => service === "sts");
  }

  /** The requests that CodeCommit received. */
  async relayed(since) {
    return (await this.aws.requests(since)).filter(({ service }) => service?.startsWith("git-"));
  }

  /** Stops the edges, and undoes all settings and faults. */
  async reset() {
    await Promise.all(this.#edges.splice(0).map((edge) => edge.close()));
    await this.aws.clearFaults();
    await this.aws.settings({ sts_lifetime_seconds: null });
  }

  close() {
    this.sts.close();
    return this.world.close();
  }
}

/** git's options that send a token. */
export function bearer(token) {
  return ["-c", `http.extraHeader=Authorization: Bearer ${token}`];
}

/** Asserts that the runtime logged no warning, such as about waiting across requests or hanging. */
export function assertQuiet(edge) {
  assert.deepEqual(
    edge.logs().filter((line) => typeof line === "string"),
    [],
  );
}
