import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";

/** A signing key of an identity provider: two files, `{path}.key` and `{path}.crt`, in PEM. */
export class SamlKey {
  constructor(path) {
    this.path = path;
  }

  /** Generates an RSA key with a self-signed certificate. */
  static generate(path) {
    const form = ["-x509", "-newkey", "rsa:2048", "-sha256", "-nodes", "-days", "2", "-subj", "/CN=SAML identity provider"];
    execFileSync("openssl", ["req", ...form, "-keyout", `${path}.key`, "-out", `${path}.crt`], { stdio: "pipe" });
    return new SamlKey(path);
  }

  /** The certificate as PEM text. */
  get certificate() {
    return readFileSync(`${this.path}.crt`, "utf8");
  }

  /** The certificate's base64, as in metadata. */
  get certificateData() {
    return this.certificate.replace(/-----[A-Z ]+-----|\s/g, "");
  }

  /** The public key as an XML signature names it. */
  keyValue() {
    const { n, e } = new X509Certificate(this.certificate).publicKey.export({ format: "jwk" });
    const base64 = (text) => Buffer.from(text, "base64url").toString("base64");
    return `<ds:Modulus>${base64(n)}</ds:Modulus><ds:Exponent>${base64(e)}</ds:Exponent>`;
  }
}
