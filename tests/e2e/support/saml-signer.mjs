import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const DS = "http://www.w3.org/2000/09/xmldsig#";
export const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
export const ENVELOPED = `${DS}enveloped-signature`;

const IDS = ["assertion:Assertion", "protocol:Response"].flatMap((name) => ["--id-attr:ID", `urn:oasis:names:tc:SAML:2.0:${name}`]);

/** A signature without values, to be filled by `sign`. */
export function signatureTemplate({
  id,
  uri = `#${id}`,
  method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  digest = "http://www.w3.org/2001/04/xmlenc#sha256",
  canonicalization = EXCLUSIVE,
  transforms = transform(ENVELOPED) + transform(EXCLUSIVE),
  references = `<ds:Reference${uri === null ? "" : ` URI="${uri}"`}><ds:Transforms>${transforms}</ds:Transforms><ds:DigestMethod Algorithm="${digest}"/><ds:DigestValue/></ds:Reference>`,
}) {
  return (
    `<ds:Signature xmlns:ds="${DS}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${canonicalization}"/>` +
    `<ds:SignatureMethod Algorithm="${method}"/>${references}</ds:SignedInfo>` +
    "<ds:SignatureValue/></ds:Signature>"
  );
}

export function transform(algorithm, content = "") {
  return `<ds:Transform Algorithm="${algorithm}">${content}</ds:Transform>`;
}

/**
 * Fills the first empty signature of a document with `xmlsec1`.
 *
 * @param {string} xml
 * @param {{ key?: SamlKey, secret?: string | Buffer, options?: string[] }} by the private key, or an HMAC's secret
 */
export function sign(xml, { key, secret, options = [] }) {
  const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-xmlsec-"));
  const files = { document: join(directory, "document.xml"), secret: join(directory, "secret") };
  try {
    writeFileSync(files.document, xml);
    writeFileSync(files.secret, secret ?? "");
    const by = secret === undefined ? ["--privkey-pem", `${key.path}.key,${key.path}.crt`] : ["--hmackey", files.secret];
    const at = ["--node-xpath", "//*[local-name()='Signature'][*[local-name()='SignatureValue' and not(text())]]"];
    const signed = execFileSync("xmlsec1", ["--sign", ...by, ...IDS, ...at, ...options, files.document], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    // xmlsec1 writes a declaration and a newline at the end.
    return signed.replace(/^<\?xml[^>]*\?>\s*/, "").trimEnd();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
