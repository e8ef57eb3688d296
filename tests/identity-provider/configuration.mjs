import { randomBytes } from "node:crypto";

import { AUDIENCE, LIFETIME_SECONDS } from "./defaults.mjs";
import { memoryAdapter } from "./memory-adapter.mjs";

const AUDIENCE_URI = "urn:audience:";
const A_DAY = 24 * 60 * 60;

/** The configuration of `oidc-provider`. Sets everything that would otherwise cause a warning. */
export function configuration({ keys, clients, users }) {
  const byId = new Map(clients.map((client) => [client.id, client]));
  const lifetime = (client) => byId.get(client.clientId).lifetime ?? LIFETIME_SECONDS;

  return {
    adapter: memoryAdapter(),
    jwks: { keys: keys.map((key) => key.jwk) },
    clients: clients.map(metadata),
    cookies: { keys: [randomBytes(32).toString("hex")] },
    scopes: ["openid", "email", "groups"],
    // Not every provider's ID tokens have `nbf`; this one's do.
    claims: { openid: ["sub", "nbf"], email: ["email"], groups: ["groups"] },
    conformIdTokenClaims: false,
    // The default: confidential clients keep their refresh tokens, as with most providers.
    rotateRefreshToken: ({ oidc }) => byId.get(oidc.client.clientId).rotating ?? false,
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
    findAccount: (_, sub) => account(users.find((user) => user.sub === sub)),
    loadExistingGrant: grantEverything,
    extraTokenClaims: (_, token) => byId.get(token.clientId).claims ?? {},
    formats: {
      customizers: {
        jwt: (_, token, { payload }) => {
          payload.nbf = payload.iat;
          // The library drops a client's own `sub` from the extra claims.
          if (token.kind === "ClientCredentials") payload.sub = byId.get(token.clientId).claims?.sub ?? payload.sub;
        },
      },
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: ({ oidc }, client, several) => {
          if (several || oidc.params.grant_type !== "client_credentials") return several;
          return audienceUri(oidc.body.audience ?? byId.get(client.clientId).audience);
        },
        getResourceServerInfo: (_, resource, client) => ({
          scope: "",
          audience: audienceOf(resource),
          accessTokenFormat: "jwt",
          accessTokenTTL: lifetime(client),
          jwt: { sign: { alg: byId.get(client.clientId).alg ?? "RS256" } },
        }),
      },
    },
    ttl: {
      AccessToken: (_, token, client) => token.resourceServer?.accessTokenTTL ?? lifetime(client),
      ClientCredentials: (_, token, client) => token.resourceServer?.accessTokenTTL ?? lifetime(client),
      IdToken: (_, token, client) => lifetime(client),
      AuthorizationCode: 60,
      Interaction: 600,
      RefreshToken: A_DAY,
      Session: A_DAY,
      Grant: A_DAY,
    },
    clientBasedCORS: (_, origin, client) => client.redirectUris.some((uri) => new URL(uri).origin === origin),
    renderError: (ctx, { error, error_description: description }) => {
      ctx.type = "text/plain";
      ctx.body = `${error}: ${description}\n`;
    },
  };
}

function metadata({ id, secret, alg = "RS256", redirectUris, refresh = false }) {
  const grants = refresh ? ["authorization_code", "refresh_token"] : ["authorization_code"];
  return {
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: secret ? "client_secret_basic" : "none",
    id_token_signed_response_alg: alg,
    grant_types: redirectUris ? grants : ["client_credentials"],
    response_types: redirectUris ? ["code"] : [],
    redirect_uris: redirectUris ?? [],
  };
}

function account(user) {
  return user && { accountId: user.sub, claims: () => ({ ...user, nbf: Math.floor(Date.now() / 1000) }) };
}

/** Grants all scopes without asking for consent, because every client is the operator's own. */
async function grantEverything({ oidc }) {
  const { provider, session, client, params } = oidc;
  const known = session.grantIdFor(client.clientId);
  if (known) return provider.Grant.find(known);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  await grant.save();
  return grant;
}

/** `resource` must be a URI, but the audiences of cloud providers are not. */
function audienceUri(audience = AUDIENCE) {
  return AUDIENCE_URI + encodeURIComponent(audience);
}

function audienceOf(resource) {
  return resource.startsWith(AUDIENCE_URI) ? decodeURIComponent(resource.slice(AUDIENCE_URI.length)) : resource;
}
