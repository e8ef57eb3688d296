import { gitPassword } from "../e2e/support/credentials.mjs";
import { Environment } from "../e2e/support/environment.mjs";
import { trustedProvider } from "../e2e/support/federation.mjs";
import { forge } from "../e2e/support/tokens.mjs";
import { Driver } from "./driver.mjs";

const REGION = "eu-west-1";
const LARGEST_PUSH = 1 << 20;

/** Local AWS and the edges that the clients use. */
export class ClientWorld {
  constructor(parts) {
    Object.assign(this, parts);
  }

  static async start() {
    const world = await Environment.start();
    try {
      const { provider, sts, trust } = await trustedProvider(world);
      const pipelines = { role_arn: await world.aws.role({ name: "pipelines", trust }) };
      const edges = {
        open: await world.edge({ ACCEPT_ACCESS_KEYS: "true", PROFILES: { pipelines } }),
        readOnly: await world.edge({ READ_ONLY: "true" }),
        limited: await world.edge({ MAX_PUSH_BYTES: String(LARGEST_PUSH) }),
      };
      const credentials = await world.aws.credentials();
      const puller = await world.aws.credentials({ allow: [{ actions: ["codecommit:GitPull"] }] });
      return new ClientWorld({ world, aws: world.aws, git: world.git, provider, sts, edges, credentials, puller });
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  driver(client) {
    return new Driver(client, this.world.directory());
  }

  /** A pipeline's token. */
  token() {
    return forge(this.provider, { sub: "repo:example/app" });
  }

  /** A repository for one operation of one client, and its URL. */
  async repository(name) {
    await this.aws.repository(REGION, name);
    return {
      name,
      bare: this.world.bare(REGION, name),
      url: (edge = "open") => `${this.edges[edge].url}/${REGION}/${name}`,
      profiled: `${this.edges.open.url}/pipelines/${REGION}/${name}`,
      signed: gitPassword(this.credentials, `${REGION}/${name}`),
      pulling: gitPassword(this.puller, `${REGION}/${name}`),
      wrong: gitPassword({ ...this.credentials, secretAccessKey: "wrong" }, `${REGION}/${name}`),
    };
  }

  close() {
    this.sts.close();
    return this.world.close();
  }
}
