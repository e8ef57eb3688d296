import { SamlParts, base64 } from "./saml-parts.mjs";
import { DS, ENVELOPED, EXCLUSIVE, sign, signatureTemplate, transform } from "./saml-signer.mjs";

const { insert } = SamlParts;
const XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116";
const XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116";

/**
 * Tricks with a response, each built from one that the identity provider really signed.
 *
 * @param {string} xml a response whose assertion is signed
 * @param {{ key: SamlKey, stranger: SamlKey, encrypted?: string }} tools the provider's key and an attacker's; a response with an
 *   encrypted assertion, in base64
 * @returns {{ name: string, response: string, reading?: "same" }[]} `response` in base64. With `reading`, the signature holds, and
 *   whoever accepts it must read exactly what the original says.
 */
export function hostileResponses(xml, tools) {
  const parts = new SamlParts(xml);
  return [
    ...wrapped(parts, tools),
    ...unsigned(parts, tools),
    ...ambiguous(parts, tools),
    ...keys(parts, tools),
    ...forms(parts, tools),
    ...documents(parts),
    ...encodings(parts),
    ...encrypted(parts, tools),
  ].map(({ name, xml: text, response = base64(text), reading }) => ({ name, response, reading }));
}

/** Signature wrapping, by the numbers of SAML Raider and "On Breaking SAML" (Somorovsky et al., 2012). */
function wrapped(parts, { key }) {
  const { xml, assertion, signature, unsignedAssertion } = parts;
  const forged = parts.forged();
  const signedForgery = insert(forged, signature);
  const signedResponse = parts.signedResponse(key);
  const [responseSignature] = /<ds:Signature [\s\S]*?<\/ds:Signature>/.exec(signedResponse);
  const unsignedResponse = signedResponse.replace(responseSignature, "");
  const evil = parts.with(forged).replace(parts.responseId, "_evil");
  const inEvil = (inserted) => evil.replace("<samlp:Status>", () => `${inserted}<samlp:Status>`);
  const withObject = (content) => signature.replace("</ds:Signature>", () => `${content}</ds:Signature>`);
  return [
    { name: "XSW1: the signed response inside the signature of a forged one", xml: inEvil(responseSignature.replace("</ds:Signature>", () => `${unsignedResponse}</ds:Signature>`)) },
    { name: "XSW2: the signed response before its signature in a forged one", xml: inEvil(unsignedResponse + responseSignature) },
    { name: "XSW3: a forged assertion before the signed one", xml: parts.with(forged + assertion) },
    { name: "XSW3: a forged assertion after the signed one", xml: parts.with(assertion + forged) },
    { name: "XSW4: the signed assertion inside a forged one", xml: parts.with(forged.replace("</saml:Assertion>", () => `${assertion}</saml:Assertion>`)) },
    { name: "XSW5: the signature in a forged assertion, and the original beside it", xml: parts.with(signedForgery + unsignedAssertion) },
    { name: "XSW6: the original inside the signature of a forged assertion", xml: parts.with(insert(forged, withObject(unsignedAssertion))) },
    { name: "XSW7: a forged assertion in the extensions of the response", xml: parts.withInResponse(`<samlp:Extensions>${forged}</samlp:Extensions>`) },
    { name: "XSW8: the original in an object of the signature of a forged assertion", xml: parts.with(insert(forged, withObject(`<ds:Object>${unsignedAssertion}</ds:Object>`))) },
    { name: "the original in the extensions, a forged assertion with its signature", xml: parts.withInResponse(`<samlp:Extensions>${unsignedAssertion}</samlp:Extensions>`, signedForgery) },
    { name: "the signed original in the advice of a forged assertion", xml: parts.with(forged.replace("<saml:AuthnStatement", () => `<saml:Advice>${assertion}</saml:Advice><saml:AuthnStatement`)) },
    { name: "the signed original inside a status detail", xml: parts.with(forged).replace("</samlp:Status>", () => `<samlp:StatusDetail>${assertion}</samlp:StatusDetail></samlp:Status>`) },
    { name: "the assertion's signature as the response's", xml: parts.withInResponse(signature, unsignedAssertion) },
    { name: "the assertion's signature as the response's, over a forged assertion", xml: parts.withInResponse(signature, forged) },
    { name: "a signed response inside an unsigned one", xml: parts.with(`<x>${xml}</x>`) },
  ];
}

function unsigned(parts) {
  const { signature, assertion, unsignedAssertion } = parts;
  const changed = (from, to) => parts.with(assertion.replaceAll(from, to));
  const digest = /<ds:DigestValue>[^<]*/;
  const value = /<ds:SignatureValue>[^<]*/;
  return [
    { name: "no signature", xml: parts.with(unsignedAssertion) },
    { name: "no signature, and a forged assertion", xml: parts.with(parts.forged()) },
    { name: "an empty signature", xml: parts.with(insert(unsignedAssertion, `<ds:Signature xmlns:ds="${DS}"/>`)) },
    { name: "a signature in another namespace", xml: parts.with(assertion.replace(DS, `${DS}evil`)) },
    { name: "another digest", xml: parts.with(assertion.replace(digest, "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")) },
    { name: "an empty digest", xml: parts.with(assertion.replace(digest, "<ds:DigestValue>")) },
    { name: "another signature value", xml: parts.with(assertion.replace(value, (it) => it.replace(/[A-Za-z]/g, (c) => (c === "A" ? "B" : c)).slice(0, -8))) },
    { name: "an empty signature value", xml: parts.with(assertion.replace(value, "<ds:SignatureValue>")) },
    { name: "another subject", xml: changed(parts.subject, "mallory") },
    { name: "another session name", xml: changed(parts.sessionName, "mallory") },
    { name: "another role", xml: changed(":role/", ":role/admin-") },
    { name: "a later end", xml: parts.with(assertion.replaceAll(/NotOnOrAfter="2/g, 'NotOnOrAfter="3')) },
    { name: "a later issue", xml: parts.with(assertion.replace(/(IssueInstant="[^"]+)Z"/, '$1.999Z"')) },
    { name: "a processing instruction in the subject", xml: parts.with(assertion.replace(parts.subject, (it) => `${it.slice(0, 4)}<?x y?>${it.slice(4)}`)) },
    { name: "an attribute that nobody signed", xml: parts.with(assertion.replace("<saml:NameID ", '<saml:NameID x="y" ')) },
    { name: "an element that nobody signed", xml: parts.with(assertion.replace("</saml:AttributeStatement>", () => `${/<saml:Attribute [\s\S]*?<\/saml:Attribute>/.exec(assertion)[0]}</saml:AttributeStatement>`)) },
    { name: "the signature at the end of another assertion", xml: parts.with(parts.forged().replace("</saml:Assertion>", () => `${signature}</saml:Assertion>`)) },
  ];
}

/** Documents in which two readers may find two elements for one id, name or value. */
function ambiguous(parts, { key }) {
  const { assertion, id, responseId, signature, unsignedAssertion } = parts;
  const twin = parts.forged(id);
  return [
    { name: "a forged assertion with the same id, first", xml: parts.with(twin + assertion) },
    { name: "a forged assertion with the same id, last", xml: parts.with(assertion + twin) },
    { name: "a forged assertion with the same id and the signature", xml: parts.with(insert(twin, signature) + unsignedAssertion) },
    { name: "the response has the assertion's id", xml: parts.xml.replace(responseId, id) },
    { name: "an element of another namespace has the assertion's id", xml: parts.withInResponse(`<samlp:Extensions><x ID="${id}"/></samlp:Extensions>`) },
    { name: "an xml:id is the assertion's id", xml: parts.withInResponse(`<samlp:Extensions><x xml:id="${id}"/></samlp:Extensions>`) },
    { name: "a second id of a forged assertion, with a prefix", xml: parts.with(insert(parts.forged().replace("<saml:Assertion ", `<saml:Assertion xmlns:e="urn:e" e:ID="${id}" `), signature)) },
    { name: "two assertions that the provider signed", xml: parts.with(assertion + sign(insert(unsignedAssertion.replace(id, "_second"), signatureTemplate({ id: "_second" })).replace("<saml:Assertion ", '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" '), { key })) },
    { name: "the same assertion twice", xml: parts.with(assertion + assertion) },
    { name: "a forged assertion of SAML 1.1 before the signed one", xml: parts.with(`${parts.forged().replace("<saml:Assertion ", '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion" ')}${assertion}`), reading: "same" },
    { name: "the prefix of the assertion bound to another namespace", xml: parts.with(assertion.replace("<saml:Assertion ", '<saml:Assertion xmlns:saml="urn:evil" ')) },
    { name: "two signatures in the assertion, the good one first", xml: parts.with(insert(assertion, signature)) },
    { name: "a comment in the subject", xml: parts.with(assertion.replace(parts.subject, (it) => `${it.slice(0, 6)}<!-- -->${it.slice(6)}`)), reading: "same" },
    { name: "a comment in the session name", xml: parts.with(assertion.replaceAll(parts.sessionName, (it) => `${it.slice(0, 3)}<!-- -->${it.slice(3)}`)), reading: "same" },
    { name: "a comment in the role", xml: parts.with(assertion.replace(":role/", ":role<!-- -->/")), reading: "same" },
    { name: "a comment in the issuer", xml: parts.with(assertion.replace("<saml:Issuer>http:", "<saml:Issuer>http:<!-- -->")), reading: "same" },
    { name: "comments between the elements", xml: parts.xml.replaceAll("</saml:Attribute>", "</saml:Attribute><!-- </saml:Assertion> -->").replace("<samlp:Status>", "<!-- <x> --><samlp:Status>"), reading: "same" },
    { name: "CDATA in the subject", xml: parts.with(assertion.replace(parts.subject, (it) => `${it.slice(0, 6)}<![CDATA[${it.slice(6)}]]>`)), reading: "same" },
    { name: "a second subject", xml: parts.with(assertion.replace(/<saml:Subject>[\s\S]*<\/saml:Subject>/, (it) => it.replace(parts.subject, "mallory") + it)) },
    { name: "an element in the subject", xml: parts.with(assertion.replace(parts.subject, (it) => `${it}<x>mallory</x>`)) },
  ];
}

function keys(parts, { key, stranger }) {
  const strange = parts.signed(stranger);
  // Nobody signs what a signature says about its key.
  const withKeyInfo = (info) => strange.replace("</ds:SignatureValue>", (it) => `${it}<ds:KeyInfo>${info}</ds:KeyInfo>`);
  const x509 = (it) => `<ds:X509Data><ds:X509Certificate>${it.certificateData}</ds:X509Certificate></ds:X509Data>`;
  const hmac = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256";
  const symmetric = (secret) => sign(parts.with(insert(parts.unsignedAssertion, signatureTemplate({ id: parts.id, method: hmac }))), { secret });
  const short = `<ds:SignatureMethod Algorithm="${hmac}"><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>`;
  return [
    { name: "another key", xml: strange },
    { name: "another key, with its certificate", xml: withKeyInfo(x509(stranger)) },
    { name: "another key, with the provider's certificate", xml: withKeyInfo(x509(key)) },
    { name: "another key, with both certificates", xml: withKeyInfo(x509(key) + x509(stranger)) },
    { name: "another key, with its value", xml: withKeyInfo(`<ds:KeyValue><ds:RSAKeyValue>${stranger.keyValue()}</ds:RSAKeyValue></ds:KeyValue>`) },
    { name: "another key, by name", xml: withKeyInfo(`<ds:KeyName>${key.path}.crt</ds:KeyName>`) },
    { name: "another key, to be retrieved from a file", xml: withKeyInfo(`<ds:RetrievalMethod URI="file://${stranger.path}.crt" Type="${DS}rawX509Certificate"/>`) },
    { name: "the provider's certificate as the secret of an HMAC", xml: symmetric(key.certificate) },
    { name: "the provider's certificate, without PEM, as the secret of an HMAC", xml: symmetric(Buffer.from(key.certificateData, "base64")) },
    { name: "an empty secret", xml: symmetric("x").replace(/(<ds:SignatureValue>)[^<]*/, "$1") },
    { name: "an HMAC of 8 bits", xml: parts.xml.replace(/<ds:SignatureMethod [^>]*>/, short).replace(/(<ds:SignatureValue>)[^<]*/, "$1AA==") },
    { name: "the algorithm none", xml: parts.xml.replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "none") },
    { name: "no algorithm", xml: parts.xml.replace(/<ds:SignatureMethod [^>]*>/, "<ds:SignatureMethod/>") },
    { name: "the algorithm HMAC over the provider's signature", xml: parts.xml.replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", hmac) },
  ];
}

/** Signatures that the provider's own key made, in forms that sign something else or too little. */
function forms(parts, { key }) {
  const { id } = parts;
  const by = (template, change) => parts.signed(key, { template, change });
  const both = transform(ENVELOPED) + transform(EXCLUSIVE);
  const afterwards = (xml) => xml.replaceAll(parts.subject, "mallory").replaceAll(parts.sessionName, "mallory");
  const notSubject = `<ds:XPath xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">not(ancestor-or-self::saml:Subject or ancestor-or-self::saml:AttributeStatement)</ds:XPath>`;
  const stylesheet = `<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><constant/></xsl:template></xsl:stylesheet>`;
  const reference = (uri) => `<ds:Reference URI="${uri}"><ds:Transforms>${both}</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>`;
  const object = `<ds:Object Id="o">signed</ds:Object>`;
  return [
    { name: "SHA-1 in the signature", xml: by({ method: `${DS}rsa-sha1` }) },
    { name: "SHA-1 in the digest", xml: by({ digest: `${DS}sha1` }) },
    { name: "an XPath transform that leaves the subject out", xml: afterwards(by({ transforms: transform(ENVELOPED) + transform(XPATH, notSubject) + transform(EXCLUSIVE) })) },
    { name: "an XPath transform that leaves nothing out", xml: by({ transforms: transform(ENVELOPED) + transform(XPATH, "<ds:XPath>true()</ds:XPath>") + transform(EXCLUSIVE) }) },
    { name: "an XSLT transform", xml: afterwards(by({ transforms: transform(ENVELOPED) + transform(XSLT, stylesheet) })) },
    { name: "no enveloped transform", xml: parts.xml.replace(transform(ENVELOPED).replace("></ds:Transform>", "/>"), "") },
    { name: "inclusive canonicalization", xml: by({ canonicalization: "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" }) },
    { name: "a reference to the whole document", xml: by({ uri: "" }) },
    { name: "a reference by XPointer", xml: by({ uri: `#xpointer(id('${id}'))` }) },
    { name: "two references", xml: by({ references: reference(`#${id}`) + reference(`#${id}`) }) },
    { name: "a reference to an object in the signature", xml: afterwards(sign(parts.with(insert(parts.unsignedAssertion, signatureTemplate({ references: `<ds:Reference URI="#o"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference>` }).replace("</ds:Signature>", `${object}</ds:Signature>`))), { key, options: ["--id-attr:Id", `${DS}:Object`] })) },
    { name: "a signature of the response around a forged assertion", xml: parts.signedResponse(key).replaceAll(parts.subject, "mallory") },
    { name: "a good signature of the assertion and a bad one of the response", xml: parts.signedResponse(key, parts.assertion).replace(' Destination="', ' Consent="none" Destination="') },
    { name: "a good signature of the response and a bad one of the assertion", xml: parts.signedResponse(key, parts.assertion.replace(/<ds:DigestValue>[^<]*/, "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")) },
    { name: "the status of a failure", xml: parts.xml.replace("status:Success", "status:Responder") },
    { name: "no status", xml: parts.xml.replace(/<samlp:Status>[\s\S]*<\/samlp:Status>/, "") },
    { name: "the assertion without a response", xml: parts.assertion.replace("<saml:Assertion ", '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ') },
    { name: "a logout response with an assertion", xml: parts.xml.replaceAll("samlp:Response", "samlp:LogoutResponse") },
  ];
}

function documents(parts) {
  const { xml, assertion } = parts;
  const after = (inserted) => inserted + xml;
  const inSubject = (text) => assertion.replace(parts.subject, text);
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join("");
  const depth = 10_000;
  return [
    { name: "a document type", xml: after("<!DOCTYPE Response>") },
    { name: "an entity for the subject", xml: `<!DOCTYPE r [<!ENTITY s "${parts.subject}">]>${parts.with(inSubject("&s;"))}` },
    { name: "an external entity", xml: `<!DOCTYPE r [<!ENTITY s SYSTEM "file:///etc/hostname">]>${parts.with(inSubject("&s;"))}` },
    { name: "an external document type", xml: after('<!DOCTYPE r SYSTEM "http://127.0.0.1:9/evil.dtd">') },
    { name: "a parameter entity", xml: after('<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/evil.dtd"> %p;]>') },
    { name: "entities that grow without end", xml: `<!DOCTYPE r [<!ENTITY l0 "ha">${laughs}]>${parts.with(inSubject("&l9;"))}` },
    { name: "a default id from the document type", xml: after(`<!DOCTYPE r [<!ATTLIST x ID ID "${parts.id}">]>`) },
    { name: "an undeclared entity", xml: parts.with(inSubject("&evil;")) },
    { name: "an XInclude element", xml: parts.with(inSubject('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>')) },
    { name: "10,000 levels of nesting", xml: parts.withInResponse(`<samlp:Extensions>${"<a>".repeat(depth)}${"</a>".repeat(depth)}</samlp:Extensions>`) },
    { name: "15,000 elements", xml: parts.withInResponse(`<samlp:Extensions>${"<a/>".repeat(15_000)}</samlp:Extensions>`) },
    { name: "more than 100,000 characters", xml: parts.withInResponse(`<samlp:Extensions>${"a".repeat(80_000)}</samlp:Extensions>`) },
    { name: "an end that is missing", xml: xml.slice(0, -10) },
    { name: "something after the end", xml: `${xml}<x/>` },
    { name: "an undeclared prefix", xml: parts.withInResponse("<evil:x/>") },
    { name: "an attribute twice", xml: xml.replace("<samlp:Response ", '<samlp:Response Version="2.0" ') },
    { name: "an empty document", xml: "    " },
    { name: "text", xml: "alice was here" },
  ];
}

/** Bytes and base64 that two readers may read in two ways. */
function encodings(parts) {
  const { xml } = parts;
  const good = base64(xml);
  const subject = (to) => Buffer.from(xml.replace(parts.subject, to), "latin1");
  const raw = (bytes) => bytes.toString("base64");
  return [
    { name: "bytes that are not UTF-8", response: raw(subject("m\xe4llory")) },
    { name: "an overlong form in UTF-8", response: raw(subject("\xc0\xbcmallory")) },
    { name: "a surrogate in UTF-8", response: raw(subject("\xed\xa0\x80")) },
    { name: "UTF-16 with a byte order mark", response: raw(Buffer.from(`\ufeff${xml}`, "utf16le")) },
    { name: "UTF-16 without a byte order mark", response: raw(Buffer.from(xml, "utf16le")) },
    { name: "a declared ISO-8859-1", xml: `<?xml version="1.0" encoding="ISO-8859-1"?>${xml}` },
    { name: "a declared UTF-7", xml: `<?xml version="1.0" encoding="UTF-7"?>${xml}` },
    { name: "a declared UTF-16", xml: `<?xml version="1.0" encoding='UTF-16'?>${xml}` },
    { name: "a NUL", xml: xml.replace(parts.subject, (it) => `${it}\0`) },
    { name: "a reference to NUL", xml: xml.replace(parts.subject, (it) => `${it}&#0;`) },
    { name: "base64 with a stray character", response: `${good.slice(0, 100)}!${good.slice(100)}` },
    { name: "base64 with a space", response: `${good.slice(0, 100)} ${good.slice(100)}` },
    { name: "base64 cut off", response: good.slice(0, 101) },
    { name: "base64 twice", response: base64(good) },
    { name: "two base64 texts", response: `${base64(`${xml} `.padEnd(Math.ceil((xml.length + 1) / 3) * 3))}${good}` },
    { name: "percent encoding", response: encodeURIComponent(good) },
    { name: "XML without base64", response: xml },
  ];
}

function encrypted(parts, { encrypted: response }) {
  const forgery = `<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"/></saml:EncryptedAssertion>`;
  return [
    ...(response ? [{ name: "an encrypted assertion", response }] : []),
    { name: "an encrypted assertion beside the signed one", xml: parts.with(parts.assertion + forgery) },
    { name: "an encrypted assertion before a forged one", xml: parts.with(forgery + parts.forged()) },
  ];
}
