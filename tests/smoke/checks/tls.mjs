import { once } from "node:events";
import tls from "node:tls";

import { Skipped, expect } from "../verdict.mjs";

export const name = "TLS";

const DAY_MS = 24 * 60 * 60 * 1_000;
const MINIMUM_DAYS = 7;

export async function check(edge) {
  if (!edge.isHttps) return new Skipped(edge.isLoopback ? "loopback" : "the address is not https");
  const { protocol, daysLeft } = await handshake(edge);
  expect(daysLeft >= MINIMUM_DAYS, `the certificate ends in ${daysLeft} days`, "renew it: Cloudflare dashboard, SSL/TLS, Edge Certificates");
  expect(/^TLSv1\.[23]$/.test(protocol), `${protocol} was negotiated`, "Cloudflare dashboard, SSL/TLS, Edge Certificates: Minimum TLS Version 1.2");
  expect(
    !(await takes(edge, "TLSv1.1")),
    "TLS 1.1 is accepted",
    "Cloudflare dashboard, SSL/TLS, Edge Certificates: Minimum TLS Version 1.2",
  );
  return `${protocol}, certificate valid for ${daysLeft} more days, TLS 1.1 refused`;
}

async function handshake(edge) {
  let socket;
  try {
    socket = await connect(edge);
  } catch (error) {
    expect(false, `the TLS connection failed: ${error.message}`, "the certificate must be valid for this host: Cloudflare dashboard, SSL/TLS, Edge Certificates");
  }
  const daysLeft = Math.floor((Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / DAY_MS);
  const protocol = socket.getProtocol();
  socket.destroy();
  return { protocol, daysLeft };
}

async function takes(edge, version) {
  try {
    // OpenSSL itself would refuse the old versions at its default security level.
    const socket = await connect(edge, { minVersion: version, maxVersion: version, ciphers: "DEFAULT@SECLEVEL=0" });
    socket.destroy();
    return true;
  } catch {
    return false;
  }
}

async function connect({ hostname, port }, options) {
  const socket = tls.connect({ host: hostname, port, servername: hostname, timeout: 15_000, ...options });
  socket.on("timeout", () => socket.destroy(new Error("no answer within 15 s")));
  await once(socket, "secureConnect");
  return socket;
}
