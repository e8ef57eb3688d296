import { sign, signatureTemplate } from "./saml-signer.mjs";

/** The parts of a response of SimpleSAMLphp whose assertion is signed, as text. */
export class SamlParts {
  /** @param {string} xml */
  constructor(xml) {
    this.xml = xml;
    this.assertion = only(xml, /<saml:Assertion [\s\S]*<\/saml:Assertion>/);
    this.signature = only(this.assertion, /<ds:Signature [\s\S]*?<\/ds:Signature>/);
    this.unsignedAssertion = this.assertion.replace(this.signature, "");
    this.id = only(this.assertion, / ID="([^"]+)"/, 1);
    this.responseId = only(xml, / ID="([^"]+)"/, 1);
    this.subject = only(this.assertion, /<saml:NameID[^>]*>([^<]+)</, 1);
    this.sessionName = only(this.assertion, /RoleSessionName"[^>]*><saml:AttributeValue[^>]*>([^<]+)</, 1);
    /** The response without its assertion; `with` fills the place. */
    this.before = xml.slice(0, xml.indexOf(this.assertion));
    this.after = xml.slice(this.before.length + this.assertion.length);
  }

  /** The response with something else in place of the assertion. */
  with(content) {
    return this.before + content + this.after;
  }

  /** The same with something in it before its status, where a signature of the response stands. */
  withInResponse(inserted, content = this.assertion) {
    return this.with(content).replace("<samlp:Status>", () => `${inserted}<samlp:Status>`);
  }

  /** An unsigned assertion about another person, as an attacker would like to have it read. */
  forged(id = "_forged") {
    return this.unsignedAssertion
      .replace(this.id, id)
      .replaceAll(this.subject, "mallory")
      .replaceAll(this.sessionName, "mallory");
  }

  /** An assertion with something after its issuer, where its signature stands. */
  static insert(assertion, inserted) {
    return assertion.replace("</saml:Issuer>", () => `</saml:Issuer>${inserted}`);
  }

  /** The response with an assertion that a key really signs, after a change, with a signature of any form. */
  signed(key, { change = (it) => it, template = {} } = {}) {
    const assertion = SamlParts.insert(change(this.unsignedAssertion), signatureTemplate({ id: this.id, ...template }));
    return sign(this.with(assertion), { key });
  }

  /** The same with a signature of the response, and the assertion as it is given. */
  signedResponse(key, assertion = this.unsignedAssertion) {
    return sign(this.withInResponse(signatureTemplate({ id: this.responseId }), assertion), { key });
  }
}

function only(text, pattern, group = 0) {
  const found = pattern.exec(text);
  if (!found) throw new Error(`${pattern} is not in ${text}`);
  return found[group];
}

export function base64(xml) {
  return Buffer.from(xml).toString("base64");
}
