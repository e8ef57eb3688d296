import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Environment } from "./environment.mjs";
import { eventually } from "./eventually.mjs";
import { closedPort } from "./http.mjs";
import { trustWebIdentity } from "./local-aws.mjs";
import { sessionKey } from "./session-world.mjs";
import { StsWitness } from "./sts-witness.mjs";

const EDGE_USER = "arn:aws:iam::123456789012:user/edge";

/** The edge as a client of the identity provider's. */
const CLIENT = { id: "codecommit-edge", secret: "the edge's secret / +%", refresh: true };

/** A world in which people sign in: an identity provider, roles, and an edge between them and git. */
export class LoginWorld {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /**
   * Starts it.
   *
   * @param {{ client?: object, vars?: object, options?: object }} settings of the edge as a client of the identity provider's,
   *   its variables, and how `startEdge` starts it.
   */
  static async start({ client = {}, vars = {}, options = {} } = {}) {
    const world = await Environment.start();
    const { aws, git } = world;
    // The provider has to know where the edge will be.
    const { port } = new URL(await closedPort());
    const origin = `http://127.0.0.1:${port}`;
    const registered = { ...CLIENT, redirectUris: [`${origin}/oauth/callback`], ...client };
    const [provider, sts] = await Promise.all([
      world.identityProvider({ clients: [registered] }),
      StsWitness.start(aws.url),
    ]);
    for (const name of ["app", "docs"]) await aws.repository("eu-west-1", name);
    const roles = await createRoles(aws, provider, registered);
    const own = await aws.credentials({ session: false, arn: EDGE_USER });
    const settings = {
      DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: own.accessKeyId,
      AWS_SECRET_ACCESS_KEY: own.secretAccessKey,
      AWS_ENDPOINT_URL_STS: sts.url,
      SESSION_KEYS: sessionKey("k1"),
      CLIENT_SECRETS: JSON.stringify({ company: registered.secret }),
      IDENTITY_PROVIDERS: {
        company: {
          issuer: provider.issuer,
          client_id: registered.id,
          scopes: ["openid", "email", "groups"],
          rules: [
            { claim: "groups", contains: "payments", profile: "people" },
            { claim: "groups", contains: "docs", profile: "readers", access: "read" },
          ],
        },
      },
      PROFILES: {
        people: { role_arn: roles.people, assume_with: "edge_keys" },
        readers: { role_arn: roles.people, assume_with: "edge_keys", access: "read" },
        tokens: { role_arn: roles.tokens },
      },
      ...vars,
    };
    for (const [name, value] of Object.entries(settings)) if (value === null) delete settings[name];
    const edge = await world.edge(settings, { ...options, port: Number(port) });
    return new LoginWorld({ world, aws, git, provider, sts, edge, roles, vars: settings, port: Number(port) });
  }

  /** Starts the edge anew at the same address, with changes to its variables. */
  async restart(changes = {}, options = {}) {
    await this.edge.close();
    Object.assign(this.vars, changes);
    this.edge = await this.world.edge(this.vars, { ...options, port: this.port });
  }

  /** git's options for the real git-credential-oauth, as /setup says them, and nothing that is kept. */
  oauthOptions(settings = {}) {
    const config = {
      oauthClientId: "git",
      oauthAuthURL: "/oauth/authorize",
      oauthTokenURL: "/oauth/token",
      ...settings,
    };
    const pairs = Object.entries(config).flatMap(([key, value]) => ["-c", `credential.${this.edge.url}.${key}=${value}`]);
    return ["-c", "credential.helper=", "-c", "credential.helper=oauth", ...pairs];
  }

  close() {
    this.sts.close();
    return this.world.close();
  }
}

async function createRoles(aws, provider, client) {
  const trustEdge = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: EDGE_USER }, Action: "sts:AssumeRole" }],
  };
  const arn = await aws.oidcProvider({ url: provider.issuer, client_ids: [client.id] });
  return {
    people: await aws.role({ name: "people", trust: trustEdge }),
    tokens: await aws.role({ name: "tokens", trust: trustWebIdentity(arn, provider.issuer, { aud: client.id, sub: "*" }) }),
  };
}

/**
 * What a helper opens as the person's browser: a program that writes down where to. git-credential-oauth opens with `open`
 * or `xdg-open`.
 */
export class Opener {
  #directory;

  constructor(directory) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const name of ["open", "xdg-open"]) {
      writeFileSync(join(directory, name), `#!/bin/sh\nprintf %s "$1" >'${join(directory, "new")}' && mv '${join(directory, "new")}' '${join(directory, "url")}'\n`);
      chmodSync(join(directory, name), 0o755);
    }
  }

  /** The environment in which a helper finds it. */
  get environment() {
    return { PATH: `${this.#directory}:${process.env.PATH}` };
  }

  /** Where the helper has sent the browser, once it has. */
  async url() {
    const file = join(this.#directory, "url");
    await eventually("a helper opens the browser", () => existsSync(file));
    const url = readFileSync(file, "utf8");
    rmSync(file);
    return url;
  }
}

/** Signs a person in at the identity provider's page. */
export async function signIn(page, email = "alice@example.com") {
  await page.getByRole("button", { name: email }).click();
}
