import { Skipped, expect } from "../verdict.mjs";

export const name = "HSTS";

export async function check(edge) {
  if (!edge.isHttps) return new Skipped(edge.isLoopback ? "loopback" : "the address is not https");
  const { headers } = await edge.ask("/healthz");
  const value = headers["strict-transport-security"];
  const [, seconds] = /\bmax-age=(\d+)/.exec(value ?? "") ?? [];
  expect(Number(seconds) > 0, `Strict-Transport-Security is ${value ?? "absent"}`, "the edge sends it on https: check that no rule in Cloudflare removes it");
  return value;
}
