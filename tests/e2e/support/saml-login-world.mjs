import { Browser } from "./browser.mjs";
import { allowed } from "./decision.mjs";
import { Environment } from "./environment.mjs";
import { closedPort } from "./http.mjs";
import { trustSaml } from "./local-aws.mjs";
import { LoginWorld } from "./login-world.mjs";
import { postSamlForm, samlForm } from "./saml.mjs";
import { PROVIDER_ARN, roleArn } from "./saml-sts-world.mjs";
import { sessionKey } from "./session-world.mjs";
import { StsWitness } from "./sts-witness.mjs";

/** The entity id under which the identity provider knows the edge. */
export const SP_ENTITY_ID = "urn:amazon:webservices";

/** A user's role as the identity provider sends it. */
export function rolePair(name) {
  return `${roleArn(name)},${PROVIDER_ARN}`;
}

/** alice has two roles that profiles of the edge use, and one that none does; bob has one. */
export const USERS = [
  { name: "alice", roles: [rolePair("developers"), `${PROVIDER_ARN},${roleArn("auditors")}`, rolePair("elsewhere")] },
  { name: "bob", roles: [rolePair("developers")], sessionName: "bob-in-cloudtrail" },
];

/** Services for sign-in with SAML: SimpleSAMLphp, roles that trust it, an edge, and git. */
export class SamlLoginWorld extends LoginWorld {
  /**
   * Starts them. The identity provider is at another site than the edge, for browsers.
   *
   * @param {{ users?: object[], vars?: object, options?: object }} settings the identity provider's users, more variables of the edge,
   *   and the options of `startEdge`
   */
  static async start({ users = USERS, vars = {}, options = {} } = {}) {
    const world = await Environment.start();
    const { aws, git } = world;
    const { port } = new URL(await closedPort());
    const acs = `http://127.0.0.1:${port}/saml/acs`;
    const serviceProviders = [{ entityId: SP_ENTITY_ID, acs, nameIdFormat: "email" }];
    const [idp, sts] = await Promise.all([
      world.samlIdentityProvider({ host: "localhost", users, serviceProviders }),
      StsWitness.start(aws.url),
    ]);
    for (const name of ["app", "docs"]) await aws.repository("eu-west-1", name);
    await aws.samlProvider({ name: "company", metadata: await idp.metadata() });
    const trust = trustSaml(PROVIDER_ARN, { aud: acs, iss: idp.entityId });
    for (const name of ["developers", "auditors"]) await aws.role({ name, trust, max_session_duration: 43_200 });
    const settings = {
      DEFAULT_REGION: "eu-west-1",
      AWS_ENDPOINT_URL_STS: sts.url,
      SESSION_KEYS: sessionKey("k1"),
      SAML_PROVIDERS: { company: { provider_arn: PROVIDER_ARN, sso_url: idp.ssoUrl, entity_id: idp.entityId } },
      PROFILES: {
        developers: { role_arn: roleArn("developers"), assume_with: "saml", duration_seconds: 28_800 },
        auditors: { role_arn: roleArn("auditors"), assume_with: "saml", access: "read", repositories: ["docs"] },
      },
      ...vars,
    };
    const starting = { storage: world.directory(), ...options, port: Number(port) };
    const edge = await world.edge(settings, starting);
    return new SamlLoginWorld({ world, aws, git, idp, acs, serviceProviders, sts, edge, vars: settings, options: starting });
  }

  /** A role's trust policy for this edge's users, with other values of some keys. */
  trust(keys = {}) {
    return trustSaml(PROVIDER_ARN, { aud: this.acs, iss: this.idp.entityId, ...keys });
  }

  /** Begins a sign-in in a browser, up to the form that the identity provider's page would post: the helper's values, and the form. */
  async begun({ browser = new Browser(), name = "bob", scope } = {}) {
    const asked = await (await this.helper()).ask({ scope });
    return { asked, browser, form: await samlForm(browser, asked.url, { name }) };
  }

  /**
   * Posts a form as the identity provider's page and then the edge's own page do: returns the page that the user sees. The first
   * request has no cookies, since it comes from another site.
   */
  async posted(browser, form, more = {}) {
    const page = await postSamlForm(new Browser(), form, this.idp.origin);
    const fields = continued(page);
    return fields ? this.proceed(browser, { ...fields, ...more }) : page;
  }

  /** Opens an edge's address in a browser, and signs in: returns the page that the user sees then. */
  async throughSaml(browser, url, name = "bob") {
    return this.posted(browser, await samlForm(browser, url, { name }));
  }

  /** Posts a form from the edge's own page. */
  proceed(browser, fields, headers = {}) {
    const body = new URLSearchParams(fields);
    return browser.open(`${this.edge.url}/saml/sign-in`, { method: "POST", headers: { origin: this.edge.url, ...headers }, body });
  }

  /** Signs a user in, and returns the tokens. */
  async signedIn({ profile, ...of } = {}) {
    const { asked, browser, form } = await this.begun(of);
    const page = await allowed(browser, await this.posted(browser, form, profile && { profile }));
    if (!page.url.startsWith(asked.redirectUri)) throw new Error(`${page.url}: ${page.status} ${page.text}`);
    return (await this.helper()).redeem(asked, page.url);
  }
}

/** The fields of the form on the edge's page after the identity provider's; `undefined` for another page. */
export function continued({ text }) {
  const field = (name) => new RegExp(`name=${name} value="([^"]*)"`).exec(text)?.[1];
  const [SAMLResponse, RelayState] = [field("SAMLResponse"), field("RelayState")];
  return SAMLResponse && RelayState && { SAMLResponse, RelayState };
}

/** Signs a user in on the identity provider's page, in a real browser. */
export async function signInAtSaml(page, name) {
  await page.locator("[name=username]").fill(name);
  await page.locator("[name=password]").fill(`${name}-password`);
  await page.keyboard.press("Enter");
}

/** The code of a page's refusal. */
export const refusal = ({ status, headers }) => [status, headers.get("x-codecommit-edge-code")];
