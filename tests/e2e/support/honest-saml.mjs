import { SamlParts, base64 } from "./saml-parts.mjs";
import { ENVELOPED, EXCLUSIVE, sign, signatureTemplate, transform } from "./saml-signer.mjs";

/**
 * Responses that say what the original says, in the forms that other identity providers give them.
 *
 * @param {string} xml a response whose assertion is signed, with one role
 * @param {{ key: SamlKey }} tools the provider's key
 * @returns {{ name: string, response: string }[]} `response` in base64; it is built when it is read
 */
export function honestResponses(xml, { key }) {
  const parts = new SamlParts(xml);
  const changed = (change, template) => parts.signed(key, { change, template });
  const pair = /(arn:[^,<]+:role\/[^,<]+),(arn:[^,<]+)/;
  const attribute = /<saml:Attribute Name="https:\/\/aws\.amazon\.com\/SAML\/Attributes\/Role"[\s\S]*?<\/saml:Attribute>/;
  const value = /<saml:AttributeValue[^>]*>arn:[\s\S]*?<\/saml:AttributeValue>/;
  const other = (text) => text.replace(/:role\/[^,<]+/, ":role/other");
  const inclusive = `<ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE}" PrefixList="xs xsi"/>`;
  const pretty = (text) => text.replaceAll("><", ">\n  <");
  const renamed = (text) => text.replaceAll("saml:", "a:").replaceAll("samlp:", "p:").replaceAll("xmlns:saml=", "xmlns:a=").replaceAll("xmlns:samlp=", "xmlns:p=");
  return [
    { name: "as the provider sent it", xml: () => xml },
    { name: "the response signed, not the assertion", xml: () => parts.signedResponse(key) },
    { name: "both signed", xml: () => parts.signedResponse(key, parts.assertion) },
    { name: "the provider before the role", xml: () => changed((it) => it.replace(pair, "$2,$1")) },
    { name: "spaces around the pair", xml: () => changed((it) => it.replace(pair, "\n  $1 , $2\n")) },
    { name: "another role before", xml: () => changed((it) => it.replace(value, (found) => other(found) + found)) },
    { name: "another role after", xml: () => changed((it) => it.replace(value, (found) => found + other(found))) },
    { name: "an attribute for each role", xml: () => changed((it) => it.replace(attribute, (found) => other(found) + found)) },
    { name: "other prefixes", xml: () => resigned(renamed(parts.with(unsignedWithTemplate(parts))), key) },
    { name: "no prefixes", xml: () => resigned(withoutPrefixes(parts), key) },
    { name: "pretty printed", xml: () => resigned(pretty(parts.with(unsignedWithTemplate(parts))), key) },
    { name: "lines that end with CR and LF", xml: () => parts.xml.replaceAll("\n", "\r\n") },
    { name: "an XML declaration", xml: () => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}` },
    { name: "an XML declaration in lower case", xml: () => `<?xml version='1.0' encoding='utf-8'?>${xml}` },
    { name: "a newline at the end", xml: () => `${xml}\n` },
    { name: "fractions of seconds", xml: () => changed((it) => it.replace(/(\d\d:\d\d:\d\d)Z/g, "$1.123Z").replace(/(IssueInstant="[^"]+)\.123Z/, "$1.000Z")) },
    { name: "without types of values", xml: () => changed((it) => it.replaceAll(/ xsi:type="[^"]+"/g, "")) },
    { name: "without name formats", xml: () => changed((it) => it.replaceAll(/ NameFormat="[^"]+"/g, "")) },
    { name: "without an issuer of the response", xml: () => xml.replace(/<saml:Issuer>[^<]*<\/saml:Issuer>/, "") },
    { name: "without the certificate", xml: () => xml.replace(/<ds:KeyInfo>[\s\S]*<\/ds:KeyInfo>/, "") },
    { name: "prefixes that the canonical form keeps", xml: () => changed(undefined, { transforms: transform(ENVELOPED) + transform(EXCLUSIVE, inclusive) }) },
    { name: "SHA-512", xml: () => changed(undefined, { method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", digest: "http://www.w3.org/2001/04/xmlenc#sha512" }) },
    { name: "an attribute with elements in it", xml: () => changed((it) => it.replace("<saml:AttributeStatement>", (found) => `${found}<saml:Attribute Name="urn:oid:1.3.6.1.4.1.5923.1.1.1.10"><saml:AttributeValue><saml:NameID>x</saml:NameID></saml:AttributeValue></saml:Attribute>`)) },
  ].map(({ name, xml: make }) => ({
    name,
    get response() {
      return base64(make());
    },
  }));
}

function unsignedWithTemplate(parts) {
  return SamlParts.insert(parts.unsignedAssertion, signatureTemplate({ id: parts.id }));
}

function resigned(xml, key) {
  return sign(xml, { key });
}

function withoutPrefixes(parts) {
  return parts
    .with(unsignedWithTemplate(parts))
    .replaceAll(/(<\/?)samlp?:/g, "$1")
    .replace(/xmlns:samlp=/, "xmlns=")
    .replaceAll("<Issuer>", '<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">')
    .replace("<Assertion ", '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ');
}
