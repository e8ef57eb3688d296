import { expect } from "../verdict.mjs";

export const name = "health";

export async function check(edge, { version }) {
  const { status, body } = await edge.ask("/healthz");
  expect(status === 200, `GET /healthz answered ${status}`, "is the address right, and the worker deployed? see `wrangler tail`");
  const [, found] = /\b(\d+\.\d+\.\d+\S*)/.exec(body) ?? [];
  expect(found, "GET /healthz names no version", "something else answers at this address: check the route in Cloudflare");
  expect(found === version, `version ${found} is deployed, this checkout is ${version}`, "deploy this checkout with `make deploy`, or check out the deployed version");
  return `version ${found}`;
}
