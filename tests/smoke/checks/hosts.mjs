import { HOSTS, URLS } from "../../e2e/support/hostile-hosts.mjs";
import { expect } from "../verdict.mjs";

export const name = "no foreign host";

const DISCOVERY = "/info/refs?service=git-upload-pack";
const EXTRA = {
  "the page's form of a foreign address": "/https://evil.example/v1/repos/app",
  "loopback": "/127.0.0.1/v1/repos/app",
  "the metadata service in the query form": "/?https://169.254.169.254/latest/meta-data/",
};

export async function check(edge) {
  const paths = [
    ...Object.entries(HOSTS).flatMap(([what, host]) => [
      [what, `/${host}/v1/repos/app${DISCOVERY}`],
      [`${what}, in the query form`, `/?https://${host}/v1/repos/app${DISCOVERY}`],
    ]),
    ...Object.entries(URLS).filter(([, [outcome]]) => outcome === "refused").map(([what, [, url]]) => [what, `/?${url}${DISCOVERY}`]),
    ...Object.entries(EXTRA),
  ];
  for (const [what, path] of paths) {
    const { status, headers } = await edge.ask(path);
    expect(
      status >= 400 && status < 500,
      `${what}: GET ${path} answered ${status}${headers.location ? ` to ${headers.location}` : ""}`,
      "take the edge off the network and report this: see SECURITY.md",
    );
  }
  return `${paths.length} hostile addresses refused`;
}
