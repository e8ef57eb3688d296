import { NotAsked } from "../verdict.mjs";

const ROLE = "arn:aws:iam::123456789012:role/codecommit-edge-conformance";

function refusal({ status, body }) {
  const text = body.toString();
  const [, code] = /<Code>([^<]+)<\/Code>/.exec(text) ?? [];
  return [status, code].filter(Boolean).join(" ");
}

/** The outcome of `AssumeRoleWithSAML` for a provider that no account has: the error, and the beginning of its message. */
async function samlRefusal(target, response) {
  const parameters = {
    Action: "AssumeRoleWithSAML",
    RoleArn: ROLE,
    PrincipalArn: "arn:aws:iam::123456789012:saml-provider/codecommit-edge-conformance",
    SAMLAssertion: Buffer.from(response).toString("base64"),
  };
  const answer = await target.sts(parameters, { signed: false });
  const [, message = ""] = /<Message>([^<(]*)/.exec(answer.body.toString()) ?? [];
  return `${refusal(answer)}, ${message.trim()}`;
}

export default [
  {
    name: "GetCallerIdentity",
    source: "public",
    expected: "200, with an ARN",
    depends: "codecommit-signer/request; the identity that the page shows",
    needs: ["credentials"],
    async ask(target) {
      const { status, body } = await target.sts({ Action: "GetCallerIdentity" });
      return /<Arn>arn:/.test(body) ? `${status}, with an ARN` : refusal({ status, body });
    },
  },
  {
    name: "an invalid web identity token",
    source: "public",
    expected: "400 InvalidIdentityToken",
    depends: "the edge's message for a token that STS rejects",
    needs: [],
    async ask(target) {
      const parameters = { Action: "AssumeRoleWithWebIdentity", RoleArn: ROLE, RoleSessionName: "conformance", WebIdentityToken: "not.a.token" };
      return refusal(await target.sts(parameters, { signed: false }));
    },
  },
  {
    name: "text instead of a SAML response",
    source: "public",
    expected: "400 InvalidIdentityToken, Invalid base64 SAMLResponse",
    depends: "the edge's message for a response that STS rejects",
    needs: [],
    ask: (target) => samlRefusal(target, "not SAML"),
  },
  {
    name: "an unknown SAML provider",
    source: "public",
    expected: "400 InvalidIdentityToken, Specified provider doesn't exist",
    depends: "the edge's message for an unknown provider_arn",
    needs: [],
    ask: (target) => samlRefusal(target, "<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>"),
  },
  {
    name: "SAML recipients other than AWS's",
    source: "public",
    expected: "accepted where the trust policy's SAML:aud names them",
    depends: "a company login by SAML at the edge",
    needs: [],
    ask: () => new NotAsked("needs a SAML identity provider, and a role that trusts it"),
  },
];
