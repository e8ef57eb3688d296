import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Browser } from "./browser.mjs";
import { allowed, pressEnterToAllow } from "./decision.mjs";
import { Environment } from "./environment.mjs";
import { eventually } from "./eventually.mjs";
import { DISCOVERY } from "./federation.mjs";
import { closedPort, exchange } from "./http.mjs";
import { trustWebIdentity } from "./local-aws.mjs";
import { OAuthHelper, REDIRECT_URI } from "./oauth-helper.mjs";
import { sessionKey } from "./session-world.mjs";
import { StsWitness } from "./sts-witness.mjs";
import { forge } from "./tokens.mjs";

const EDGE_USER = "arn:aws:iam::123456789012:user/edge";

/** The edge's client at the identity provider. */
const CLIENT = { id: "codecommit-edge", secret: "the edge's secret / +%", refresh: true };

/** Services for sign-in: an identity provider, roles, an edge, and git. */
export class LoginWorld {
  constructor(parts) {
    Object.assign(this, parts);
  }

  /**
   * Starts them.
   *
   * @param {{ client?: object, users?: object[], vars?: object | ((aws: LocalAws) => object), options?: object }} settings
   *   the edge's client at the identity provider, its users, the edge's variables (null removes one), and the options of
   *   `startEdge`.
   */
  static async start({ client = {}, users, vars = {}, options = {} } = {}) {
    const world = await Environment.start();
    const { aws, git } = world;
    // The provider must know the edge's address in advance.
    const { port } = new URL(await closedPort());
    const origin = `http://127.0.0.1:${port}`;
    const registered = { ...CLIENT, redirectUris: [`${origin}/oauth/callback/company`], ...client };
    const [provider, sts] = await Promise.all([
      world.identityProvider({ clients: [registered], users }),
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
            { claim: "groups", contains: "payments", profile: "tokens" },
          ],
        },
      },
      PROFILES: {
        people: { role_arn: roles.people, assume_with: "edge_keys" },
        readers: { role_arn: roles.people, assume_with: "edge_keys", access: "read" },
        tokens: { role_arn: roles.tokens },
      },
      ...(typeof vars === "function" ? vars(aws) : vars),
    };
    for (const [name, value] of Object.entries(settings)) if (value === null) delete settings[name];
    const starting = { storage: world.directory(), ...options, port: Number(port) };
    const edge = await world.edge(settings, starting);
    return new LoginWorld({ world, aws, git, provider, client: registered, sts, edge, roles, vars: settings, options: starting });
  }

  /** Restarts the edge at the same address with its storage, and with changed variables. */
  async restart(changes = {}) {
    await this.edge.close();
    Object.assign(this.vars, changes);
    this.edge = await this.world.edge(this.vars, this.options);
  }

  /** The number of Durable Objects on disk. */
  storedObjects() {
    return readdirSync(this.options.storage, { recursive: true }).filter((name) => name.endsWith(".sqlite")).length;
  }

  /** A helper other than git's, for what git's does not do. */
  helper(clientId) {
    return OAuthHelper.at(this.edge.url, clientId);
  }

  /** Signs a user in, and returns the tokens. */
  async signedIn({ user = "alice", scope, browser = new Browser() } = {}) {
    const helper = await this.helper();
    const asked = await helper.ask({ scope });
    return helper.redeem(asked, await this.through(browser, asked.url, user));
  }

  /**
   * Opens an edge's address in a browser, signs in at the provider, and allows the program: returns the redirect URL with the
   * code.
   */
  async through(browser, url, user = "alice") {
    const page = await browser.follow(url, { stop: REDIRECT_URI });
    const posted = `${page.url}?${new URLSearchParams({ sub: user })}`;
    const isAsked = page.url.startsWith(this.edge.url);
    const asking = isAsked ? page : await browser.follow(posted, { method: "POST", stop: REDIRECT_URI });
    const end = await allowed(browser, asking);
    if (!end.url.startsWith(REDIRECT_URI)) throw new Error(`${end.url}: ${end.status} ${end.text}`);
    return end.url;
  }

  /** The outcome of a discovery with a token. */
  async discovered(token, { address = "eu-west-1/app", isolate = 0 } = {}) {
    const { status, headers } = await exchange(`${this.edge.urls[isolate]}/${address}${DISCOVERY}`, {
      headers: { authorization: `Bearer ${token}`, host: new URL(this.edge.url).host },
    });
    return [status, headers["x-codecommit-edge-code"] ?? null];
  }

  /** An ID token as the provider would issue it, with other claims. */
  idToken(claims = {}, options) {
    const [alice] = this.provider.users;
    return forge(this.provider, { ...alice, aud: this.client.id, ...claims }, options);
  }

  /** Replaces the provider's responses to token requests; without an argument, restores them. */
  answerTokens(answer) {
    this.provider.intercept(answer && ((request, response) => {
      if (!request.url.startsWith("/token")) return false;
      answer(request, response);
      return true;
    }));
  }

  /** git's options for the real git-credential-oauth, as on /setup, after helpers that store its result, if any. */
  oauthOptions({ keeping = [], ...settings } = {}) {
    const config = {
      oauthClientId: "git",
      oauthAuthURL: "/oauth/authorize",
      oauthTokenURL: "/oauth/token",
      useHttpPath: "false",
      ...settings,
    };
    const pairs = Object.entries(config).flatMap(([key, value]) => ["-c", `credential.${this.edge.url}.${key}=${value}`]);
    return ["", ...keeping, "oauth"].flatMap((helper) => ["-c", `credential.helper=${helper}`]).concat(pairs);
  }

  /** Runs git with options, and signs in as a user when it opens the browser. */
  async runSigningIn(browser, args, user = "alice@example.com") {
    const opener = new Opener(this.world.directory());
    const running = this.git.start(args, { env: opener.environment });
    const page = await browser.newPage();
    await page.goto(await opener.url());
    await signIn(page, user);
    await pressEnterToAllow(page);
    await page.getByText("You may close this page").waitFor();
    await page.close();
    return running.ended;
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
 * The browser that a helper opens: a program that writes the address to a file. git-credential-oauth runs `open` or `xdg-open`.
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

  /** The environment variables with which a helper finds it. */
  get environment() {
    return { PATH: `${this.#directory}:${process.env.PATH}` };
  }

  /** Waits for the address that the helper opens. */
  async url() {
    const file = join(this.#directory, "url");
    await eventually("a helper opens the browser", () => existsSync(file));
    const url = readFileSync(file, "utf8");
    rmSync(file);
    return url;
  }
}

/** Signs a user in on the identity provider's page. */
export async function signIn(page, email = "alice@example.com") {
  await page.getByRole("button", { name: email }).click();
}
