import { NotAsked } from "../verdict.mjs";

const ORIGIN = "https://codecommit-edge-conformance.example";
const HEADERS = "authorization,content-type,x-amz-date,x-amz-security-token";

/** Sends a preflight, as a page on another origin would; needs no credentials. */
async function preflight(target, host, method = "POST") {
  const { status, headers } = await target.ask(host, "/", {
    method: "OPTIONS",
    headers: { origin: ORIGIN, "access-control-request-method": method, "access-control-request-headers": HEADERS },
  });
  const origin = headers["access-control-allow-origin"];
  if (status >= 300 || (origin !== "*" && origin !== ORIGIN)) return "not open to pages";
  const allowed = headers["access-control-allow-headers"]?.toLowerCase() ?? "";
  const missing = allowed === "*" ? ["authorization"] : HEADERS.split(",").filter((name) => !allowed.includes(name));
  return missing.length === 0 ? "open to pages" : `open, but not for ${missing.join(", ")}`;
}

const open = (service, depends) => ({
  name: `CORS of ${service}`,
  source: "public, of 2020",
  expected: "open to pages",
  depends,
  needs: [],
  ask: (target) => preflight(target, target.host(service)),
});

const closed = (service, source) => ({
  name: `CORS of ${service}`,
  source,
  expected: "not open to pages",
  depends: "pages need the edge only because it is not open to them",
  needs: [],
  ask: (target) => (target.isLocal ? new NotAsked("local AWS tells its services' preflights apart only by path") : preflight(target, target.host(service), "GET")),
});

export default [
  open("sts", "the page asks whose keys these are"),
  open("codecommit", "the page lists repositories"),
  {
    ...open("iam", "the page manages Git credentials and SSH keys"),
    async ask(target) {
      if (target.isLocal) return new NotAsked("local AWS has no IAM API");
      return preflight(target, target.host("iam").endsWith(".amazonaws.com") ? "iam.amazonaws.com" : target.host("iam"));
    },
  },
  {
    ...closed("git-codecommit", "unconfirmed"),
    async ask(target) {
      const { headers } = await target.ask(target.gitHost, "/v1/repos/absent/info/refs?service=git-upload-pack", {
        method: "OPTIONS",
        headers: { origin: ORIGIN, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
      });
      return headers["access-control-allow-origin"] ? "open to pages" : "not open to pages";
    },
  },
  closed("portal.sso", "public, of 2020"),
  closed("oidc", "public, of 2020"),
];
