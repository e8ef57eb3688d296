import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Starts an HTTPS server on loopback with a self-signed certificate; stops with `t`.
 *
 * @returns {Promise<{ url: string, certificate: string, refusals: () => number }>}
 *   `refusals`: how many clients aborted the handshake.
 */
export async function startTlsServer(t, handle) {
  const { key, certificate } = selfSigned();
  let refusals = 0;
  const server = https.createServer({ key, cert: certificate }, handle);
  server.on("tlsClientError", () => refusals++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://localhost:${server.address().port}`, certificate, refusals: () => refusals };
}

/** A new key, and a certificate for these names that is its own authority. */
export function selfSigned(names = ["localhost"]) {
  const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-tls-"));
  const [keyFile, certificateFile] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
  const alternatives = names.map((name) => `DNS:${name}`).join(",");
  const subject = ["-subj", "/CN=localhost", "-addext", `subjectAltName=${alternatives}`, "-addext", "basicConstraints=CA:FALSE"];
  const form = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"];
  try {
    execFileSync("openssl", ["req", ...form, ...subject, "-keyout", keyFile, "-out", certificateFile], { stdio: "pipe" });
    return { key: readFileSync(keyFile, "utf8"), certificate: readFileSync(certificateFile, "utf8") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
