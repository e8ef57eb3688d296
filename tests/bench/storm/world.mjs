import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";

import { basic, gitPassword, withUserinfo } from "../../e2e/support/credentials.mjs";
import { EdgeCache } from "../../e2e/support/edge-cache.mjs";
import { Git } from "../../e2e/support/git.mjs";
import { LocalAws } from "../../e2e/support/local-aws.mjs";
import { Federation } from "../federation.mjs";
import { BARE_WITH_BINDINGS, EDGE, startWorker } from "../workerd.mjs";
import { startDistance } from "./distances.mjs";
import { fillWithNoise } from "./repository.mjs";
import { NAME, REGION, STORM } from "./settings.mjs";

/**
 * Local AWS far away, and edges near the clients.
 *
 * @typedef {{ options: string[], url: string }} Caller git's options with the credential, and the address
 */
export class World {
  #directory;
  #parts = [];
  #directories = 0;

  /** @param {{ localAws: string, directory: string }} options `localAws`: its optimised program */
  static async start({ localAws, directory }) {
    const world = new World();
    const own = mkdtempSync(join(directory, "storm-"));
    world.#directory = own;
    mkdirSync(join(own, "repositories"));
    world.aws = await LocalAws.start({ root: join(own, "repositories"), program: localAws });
    world.git = new Git(join(own, "home"));
    await world.aws.repository(REGION, NAME, { sample: "empty" });
    world.repository = await fillWithNoise(world.#bare(NAME), STORM);
    world.federation = await Federation.of(world.aws);
    world.credentials = await world.aws.credentials({ lifetime_seconds: 12 * 3600 });
    world.far = await world.#part(startDistance(world.aws.url, { roundTripMs: STORM.codecommitMs, bitsPerSecond: STORM.bitsPerSecond }));
    return world;
  }

  /** Starts an edge with these variables, near the clients: its `near` is the address for them. `link`: to CodeCommit. */
  async edge(vars, link = this.far) {
    const cache = await EdgeCache.start(this.directory());
    this.#parts.push(cache);
    const endpoints = { AWS_ENDPOINT_URL_STS: this.far.url, AWS_ENDPOINT_URL_CODECOMMIT_GIT: link.url };
    return this.#near(startWorker(EDGE, { ...this.federation.vars, ...endpoints, ...vars }, this.#directory, { cache: cache.address }));
  }

  /** The way to CodeCommit, as far, but without a limit of its rate. */
  fastLink() {
    return this.#part(startDistance(this.aws.url, { roundTripMs: STORM.codecommitMs }));
  }

  /** Starts the bare worker, with the edge's bindings, between the clients and CodeCommit. */
  async bareWorker(link) {
    const AUTHORIZATION = basic(this.#password(NAME));
    return this.#near(startWorker(BARE_WITH_BINDINGS, { UPSTREAM: `${link.url}/direct/${REGION}`, AUTHORIZATION }, this.#directory));
  }

  /** A caller with a password that AWS's helpers would sign. */
  direct(name = NAME) {
    return { options: [], url: withUserinfo(`${this.far.url}/direct/${REGION}/v1/repos/${name}`, this.#password(name)) };
  }

  /** A pipeline with its own token. */
  async pipeline({ near }, name = NAME) {
    const token = await this.federation.token();
    return { options: ["-c", `http.extraHeader=Authorization: ${token}`], url: `${near}/pipeline/${REGION}/${name}` };
  }

  /** A caller for whom the bare worker sends its own password. */
  bare({ near }) {
    return { options: [], url: `${near}/v1/repos/${NAME}` };
  }

  /** Copies the repository, to start without earlier requests. */
  async copy(name) {
    await this.aws.repository(REGION, name, { sample: "empty" });
    cpSync(this.#bare(NAME), this.#bare(name), { recursive: true, force: true });
  }

  /** Sets CodeCommit's limits, or lifts them. */
  limit(isLimited) {
    const { requestsPerSecond, concurrentRequests } = STORM;
    return this.aws.settings({
      requests_per_second: isLimited ? requestsPerSecond : null,
      concurrent_requests: isLimited ? concurrentRequests : null,
    });
  }

  /** A path that does not exist yet. */
  directory() {
    return join(this.#directory, `work-${++this.#directories}`);
  }

  async close() {
    this.git.close();
    await Promise.all(this.#parts.map((part) => part.close()));
    await this.federation.close();
  }

  #password(name) {
    return gitPassword(this.credentials, `${REGION}/${name}`);
  }

  #bare(name) {
    return join(this.#directory, "repositories", REGION, `${name}.git`);
  }

  async #near(starting) {
    const server = await this.#part(starting);
    const { url } = await this.#part(startDistance(server.url, { roundTripMs: STORM.clientMs }));
    return { ...server, near: url };
  }

  async #part(starting) {
    const part = await starting;
    this.#parts.push(part);
    return part;
  }
}
