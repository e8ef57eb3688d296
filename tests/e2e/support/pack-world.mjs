import assert from "node:assert/strict";

import { basic, gitPassword } from "./credentials.mjs";
import { Environment } from "./environment.mjs";
import { fetchPack, fillCache } from "./pack-requests.mjs";
import { codecommitCall, signed } from "./signed-calls.mjs";
import { StsWitness } from "./sts-witness.mjs";
import { trustWebIdentity } from "./local-aws.mjs";
import { forge } from "./tokens.mjs";

const REGION = "eu-west-1";

/** AWS with an identity provider that two accounts trust, and an edge that keeps packs. */
export class PackWorld {
  #tokens = 0;
  #repositories = 0;

  /**
   * Starts them.
   *
   * @param {{ roles?: Record<string, object>, vars?: Record<string, unknown>, args?: string[], options?: object }} parts
   *   `roles`: those of the admin API by the name of their profile, of which one is `team`; `vars` and `options`: of the edge;
   *   `args`: of local AWS.
   */
  static async start({ roles = {}, vars = {}, args, options } = {}) {
    const world = new PackWorld();
    world.environment = await Environment.start({ args });
    const { aws, git } = world.environment;
    Object.assign(world, { aws, git });
    [world.provider, world.sts] = await Promise.all([world.environment.identityProvider(), StsWitness.start(aws.url)]);
    const profiles = {};
    for (const [name, role] of Object.entries({ team: {}, ...roles })) profiles[name] = { role_arn: await world.role(name, role) };
    world.vars = { PACK_CACHE: true, ACCEPT_ACCESS_KEYS: true, PROFILES: profiles, AWS_ENDPOINT_URL_STS: world.sts.url, ...vars };
    world.edge = await world.environment.edge(world.vars, options);
    return world;
  }

  /** Creates a role that each token may assume, or replaces it. */
  async role(name, { account, ...fields } = {}) {
    const { issuer } = this.provider;
    const arn = await this.aws.oidcProvider({ url: issuer, client_ids: ["codecommit-edge"], ...(account && { account }) });
    const trust = trustWebIdentity(arn, issuer, { aud: "codecommit-edge", sub: "*" });
    return this.aws.role({ name, trust, ...(account && { account }), ...fields });
  }

  /** Ends all sessions of roles that STS has issued. */
  async expireSessions() {
    for (const [accessKeyId] of this.sts.issued) await this.aws.expire({ accessKeyId });
  }

  /** The `Authorization` of a pipeline that no other request has. */
  async token() {
    return `Bearer ${await forge(this.provider, { sub: `job-${++this.#tokens}` })}`;
  }

  /** A new repository with a history: its name, its directory, and the commit on its main branch. */
  async repository({ account, region = REGION, name = `app-${++this.#repositories}`, sample = "history" } = {}) {
    await this.aws.repository(region, name, { sample, ...(account && { account }) });
    const bare = this.environment.bare(account ? `${account}/${region}` : region, name);
    const main = sample === "empty" ? undefined : await this.git.ok(["rev-parse", "main"], { cwd: bare });
    return { name, bare, main };
  }

  /** Deletes a repository, with CodeCommit's API. */
  async deleteRepository(name) {
    const call = await signed(codecommitCall("DeleteRepository", { repositoryName: name }), await this.aws.credentials());
    const response = await fetch(this.aws.url, { ...call, headers: { ...call.headers, "x-forwarded-host": `codecommit.${REGION}.amazonaws.com` } });
    assert.equal(response.status, 200, await response.text());
  }

  /** A password signed for a repository. */
  signed(credentials, name, region = REGION) {
    return basic(gitPassword(credentials, `${region}/${name}`));
  }

  /** Sends a fetch by a new pipeline, or with another `Authorization`. */
  async ask(path, body, { authorization, edge = this.edge, ...options } = {}) {
    return fetchPack(edge, path, authorization ?? (await this.token()), body, options);
  }

  /** Asks until the pack is kept, and returns the response that came from the cache. */
  fill(path, body, options) {
    return fillCache(() => this.ask(path, body, options));
  }

  /** The requests for git that CodeCommit received, such as `POST 200`. */
  async seen(since) {
    const requests = await this.aws.requests(since);
    return requests.filter(({ service }) => service?.startsWith("git-")).map(({ method, status }) => `${method} ${status}`);
  }

  async close() {
    this.sts.close();
    await this.environment.close();
  }
}
