import { AUDIENCE } from "../../identity-provider/defaults.mjs";
import { Environment } from "./environment.mjs";
import { trustWebIdentity } from "./local-aws.mjs";

export const ACCOUNT = "123456789012";
export const READ = ["codecommit:GitPull"];
export const WRITE = ["codecommit:GitPull", "codecommit:GitPush"];

/** Services with an identity provider whose tokens STS verifies, and roles that trust it. */
export class WebIdentityWorld {
  constructor(parts) {
    Object.assign(this, parts, { aws: parts.world.aws, git: parts.world.git });
  }

  /** Starts them, with the repository `app` and the role `everything`. */
  static async start() {
    const world = await Environment.start();
    const started = new WebIdentityWorld({ world, provider: await world.identityProvider() });
    await started.aws.repository("eu-west-1", "app");
    started.everything = await started.role("everything");
    return started;
  }

  /** A role that any of the provider's tokens for the audience may assume. */
  async role(name, { partition, ...fields } = {}) {
    const arn = await this.aws.oidcProvider({ url: this.provider.issuer, client_ids: [AUDIENCE], partition });
    const trust = trustWebIdentity(arn, this.provider.issuer, { aud: AUDIENCE, sub: "*" });
    return this.aws.role({ name, trust, partition, ...fields });
  }

  close() {
    return this.world.close();
  }
}

/** The session policy that allows actions in one repository. */
export function policy(actions, region, repository, partition = "aws") {
  const resource = `arn:${partition}:codecommit:${region}:${ACCOUNT}:${repository}`;
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: [resource] }] };
}
