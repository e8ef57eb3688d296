import { deflateRawSync } from "node:zlib";

/**
 * Opens an address that leads to a SAML identity provider, signs in there if it asks for a password, and returns the form that
 * its last page would post to the service provider.
 *
 * @param {Browser} browser which keeps the provider's session: the next time, it asks for no password
 * @param {string} url of the provider, or one that redirects to it
 * @returns {Promise<{ action: string, fields: { SAMLResponse: string, RelayState?: string }, asked: boolean }>}
 *   `asked`: whether it asked for the password
 */
export async function samlForm(browser, url, { name = "alice", password = `${name}-password` } = {}) {
  let page = await browser.follow(url);
  const asked = page.text.includes('name="password"');
  if (asked) {
    const { AuthState } = hiddenFields(page.text);
    const body = new URLSearchParams({ username: name, password, AuthState });
    page = await browser.follow(page.url, { method: "POST", body });
  }
  const fields = hiddenFields(page.text);
  const action = /<form[^>]* action="([^"]+)"/.exec(page.text)?.[1];
  if (!fields.SAMLResponse || !action) throw new Error(`${page.url}: ${page.status} ${page.text}`);
  return { action: unescaped(action), fields, asked };
}

/** Posts a form across origins, as the identity provider's page does. */
export function postSamlForm(browser, { action, fields }, origin) {
  const headers = origin ? { origin } : {};
  return browser.follow(action, { method: "POST", headers, body: new URLSearchParams(fields) });
}

/** The XML of a form's response. */
export function responseXml({ fields }) {
  return Buffer.from(fields.SAMLResponse, "base64").toString("utf8");
}

/** The address of a sign-in with an unsigned request, by redirect. */
export function requestUrl(ssoUrl, { id, issuer, acs, relayState }) {
  const now = new Date().toISOString().replace(/\.\d+/, "");
  const xml =
    `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="${id}" Version="2.0" IssueInstant="${now}" ` +
    `AssertionConsumerServiceURL="${acs}" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">` +
    `<saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">${issuer}</saml:Issuer></samlp:AuthnRequest>`;
  const query = new URLSearchParams({ SAMLRequest: deflateRawSync(xml).toString("base64") });
  if (relayState !== undefined) query.set("RelayState", relayState);
  return `${ssoUrl}?${query}`;
}

function hiddenFields(html) {
  const inputs = html.match(/<input\b[^>]*>/g) ?? [];
  const attribute = (tag, name) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  const hidden = inputs.filter((tag) => attribute(tag, "type") === "hidden" && attribute(tag, "name"));
  return Object.fromEntries(hidden.map((tag) => [attribute(tag, "name"), unescaped(attribute(tag, "value") ?? "")]));
}

function unescaped(text) {
  const named = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (_, decimal, hexadecimal, name) =>
    name ? named[name] : String.fromCodePoint(decimal ? Number(decimal) : parseInt(hexadecimal, 16)),
  );
}
