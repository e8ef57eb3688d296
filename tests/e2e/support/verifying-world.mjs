import assert from "node:assert/strict";

import { discover } from "./discovery.mjs";
import { Environment } from "./environment.mjs";

export const EDGE_USER = "arn:aws:iam::123456789012:user/edge";

/** A rule that opens the profile to every token of its provider. */
export const ALL = { profile: "staff" };

/** A profile whose role the edge assumes with its own keys. */
export const withEdgeKeys = (role_arn, fields) => ({ role_arn, assume_with: "edge_keys", ...fields });

/** Services with two identity providers whose tokens edges verify themselves, and roles that the edge's own user may assume. */
export class VerifyingWorld {
  constructor(parts) {
    Object.assign(this, parts, { aws: parts.world.aws, git: parts.world.git });
  }

  /** Starts them, with the repository `app` and the role `plain`. */
  static async start() {
    const world = await Environment.start();
    const [provider, another] = await Promise.all([world.identityProvider(), world.identityProvider()]);
    const own = await world.aws.credentials({ session: false, arn: EDGE_USER });
    const started = new VerifyingWorld({ world, provider, another, own });
    await started.aws.repository("eu-west-1", "app");
    started.plain = await started.role("plain");
    return started;
  }

  /** A role that the edge's own user may assume. */
  role(name, { actions = ["sts:AssumeRole"], condition, ...fields } = {}) {
    const statement = { Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: actions };
    if (condition) statement.Condition = { StringEquals: condition };
    return this.aws.role({ name, trust: { Version: "2012-10-17", Statement: [statement] }, ...fields });
  }

  /** An edge that verifies the provider's tokens; stops with `t`. `fields`: the provider's settings. */
  async edge(t, { profiles = {}, vars = {}, ...fields } = {}) {
    const edge = await this.world.edge({
      AWS_ACCESS_KEY_ID: this.own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.own.secretAccessKey,
      PROFILES: { staff: withEdgeKeys(this.plain), ...profiles },
      IDENTITY_PROVIDERS: {
        company: { issuer: this.provider.issuer, audiences: ["codecommit-edge", "web"], rules: [ALL], ...fields },
      },
      ...vars,
    });
    t.after(() => edge.close());
    return edge;
  }

  /** Asserts a rejection by the edge itself, without a request to AWS. */
  async assertRefused(edge, { address = "eu-west-1/app", ...options }, status, code, text = /./) {
    const since = await this.aws.mark();
    const answer = await discover(edge, address, options);
    assert.deepEqual([answer.status, answer.code], [status, code], answer.text);
    assert.match(answer.text, text);
    assert.deepEqual(await this.aws.requests(since), []);
    return answer;
  }

  async assertServed(edge, { address = "eu-west-1/app", ...options }) {
    const answer = await discover(edge, address, options);
    assert.equal(answer.status, 200, answer.text);
    return answer;
  }

  close() {
    return this.world.close();
  }
}
