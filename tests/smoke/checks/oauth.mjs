import { expect } from "../verdict.mjs";

export const name = "OAuth metadata";

const METADATA = "/.well-known/oauth-authorization-server";
const ENDPOINTS = ["authorization_endpoint", "token_endpoint", "device_authorization_endpoint", "revocation_endpoint"];

export async function check(edge) {
  const { login } = await edge.settings();
  const { status, body } = await edge.ask(METADATA);
  if (!login) {
    expect(status === 404, `signing in is off, but ${METADATA} answers ${status}`, "something else answers at this address");
    return "signing in is off";
  }
  expect(status === 200, `${METADATA} answers ${status}`, "deploy the current version");
  const metadata = JSON.parse(body);
  expect(
    metadata.issuer === edge.origin,
    `the issuer is ${metadata.issuer}, not ${edge.origin}`,
    "the edge must see its public host name and scheme: check the proxy in front of it",
  );
  for (const endpoint of ENDPOINTS) {
    expect(
      metadata[endpoint]?.startsWith(`${edge.origin}/`),
      `${endpoint} is ${metadata[endpoint]}`,
      "the edge must see its public host name and scheme: check the proxy in front of it",
    );
  }
  expect(metadata.code_challenge_methods_supported?.includes("S256"), "PKCE with S256 is not offered", "deploy the current version");
  return "issuer and endpoints on this origin, PKCE";
}
