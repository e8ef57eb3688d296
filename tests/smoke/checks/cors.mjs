import { expect } from "../verdict.mjs";

export const name = "CORS";

const FOREIGN = "https://smoke-test.example";

export async function check(edge, { anyOrigin }) {
  const own = await preflight(edge, edge.origin);
  expect(
    own.status === 204 && own.allowed === edge.origin,
    `the preflight from the edge's own origin: ${own.status}, Access-Control-Allow-Origin: ${own.allowed ?? "absent"}`,
    "OPTIONS must reach the edge: is Cloudflare Access or a firewall rule in between?",
  );
  for (const header of ["authorization", "git-protocol"]) {
    expect(own.headers.includes(header), `the preflight does not allow ${header}`, "deploy the current version");
  }

  const foreign = await preflight(edge, FOREIGN);
  if (anyOrigin) {
    expect(foreign.allowed === FOREIGN, `a foreign origin is refused (${foreign.status})`, 'set ALLOWED_ORIGINS = "*", or run without ANY_ORIGIN');
    return "preflight answered; any origin may use this edge, as expected";
  }
  expect(
    foreign.allowed === undefined && foreign.status === 403,
    `a foreign origin, ${FOREIGN}, may use this edge`,
    "list the origins in ALLOWED_ORIGINS; if `*` is intended, run with ANY_ORIGIN=1",
  );
  return "preflight answered; a foreign origin is refused";
}

async function preflight(edge, origin) {
  const repository = await edge.anyRepository();
  const { status, headers } = await edge.ask(`${repository}/info/refs?service=git-upload-pack`, {
    method: "OPTIONS",
    headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization, git-protocol" },
  });
  const allowedHeaders = headers["access-control-allow-headers"]?.toLowerCase().split(/\s*,\s*/) ?? [];
  return { status, allowed: headers["access-control-allow-origin"], headers: allowedHeaders };
}
