import { expect } from "../verdict.mjs";

export const name = "challenge";

export async function check(edge) {
  const repository = await edge.anyRepository();
  const { status, headers } = await edge.ask(`${repository}/info/refs?service=git-upload-pack`);
  const seen = `${status}, WWW-Authenticate: ${headers["www-authenticate"] ?? "absent"}`;
  expect(
    status === 401 && /^Basic realm="[^"]+"/.test(headers["www-authenticate"] ?? ""),
    seen,
    "git asks for a password only after 401 with a Basic challenge: is Cloudflare Access, a firewall rule or another proxy in between?",
  );
  expect(
    headers["x-codecommit-edge-code"] === "unauthenticated",
    `the 401 is not the edge's own (code ${headers["x-codecommit-edge-code"] ?? "absent"})`,
    "something in front of the edge answers: Cloudflare Access, a firewall rule or another proxy",
  );
  return seen;
}
