import { Browser } from "./browser.mjs";
import { Environment } from "./environment.mjs";
import { exchange } from "./http.mjs";
import { trustSaml } from "./local-aws.mjs";
import { samlForm } from "./saml.mjs";

const ACCOUNT = "123456789012";

/** AWS as the identity provider's service provider: the address is not AWS's, as with AWS's own database drivers. */
export const SERVICE_PROVIDER = { entityId: "urn:amazon:webservices", acs: "http://127.0.0.1:7890/saml/acs" };

export const PROVIDER_ARN = `arn:aws:iam::${ACCOUNT}:saml-provider/company`;

export function roleArn(name) {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** Local AWS, in which the role `people` trusts the SAML provider `company`, and the provider, whose user alice has that role. */
export class SamlStsWorld {
  constructor(parts) {
    Object.assign(this, parts);
  }

  static async start() {
    const world = await Environment.start();
    const { aws } = world;
    const idp = await world.samlIdentityProvider({
      users: [
        { name: "alice", roles: [`${roleArn("people")},${PROVIDER_ARN}`] },
        { name: "bob", roles: [`${PROVIDER_ARN},${roleArn("people")}`], sessionName: "bob" },
      ],
      serviceProviders: [SERVICE_PROVIDER],
    });
    await aws.samlProvider({ name: "company", metadata: await idp.metadata() });
    await aws.role({ name: "people", trust: trustSaml(PROVIDER_ARN, { "aud": SERVICE_PROVIDER.acs, "iss": idp.entityId, "sub_type": "persistent" }) });
    await aws.repository("eu-west-1", "app");
    return new SamlStsWorld({ world, aws, idp });
  }

  /** A response of the identity provider, in base64, for a user in a new browser. */
  async response(user, settings = {}) {
    this.idp.configure({ serviceProviders: [{ ...SERVICE_PROVIDER, ...settings }] });
    return (await samlForm(new Browser(), this.idp.initiateUrl(SERVICE_PROVIDER.entityId), user)).fields.SAMLResponse;
  }

  /**
   * Calls `AssumeRoleWithSAML`.
   *
   * @returns {Promise<{ status: number, code?: string, message?: string, field: (name: string) => string | undefined }>}
   */
  async assume(assertion, parameters = {}) {
    const body = new URLSearchParams({
      Action: "AssumeRoleWithSAML",
      Version: "2011-06-15",
      RoleArn: roleArn("people"),
      PrincipalArn: PROVIDER_ARN,
      SAMLAssertion: assertion,
      ...parameters,
    }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await exchange(`${this.aws.url}/`, { method: "POST", headers, body });
    const text = answer.body.toString();
    const field = (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
    return { status: answer.status, code: field("Code"), message: field("Message"), field };
  }

  close() {
    return this.world.close();
  }
}
