import { lookup } from "node:dns/promises";

import { NotAsked } from "../verdict.mjs";

async function resolves(host) {
  try {
    await lookup(host);
    return "resolves";
  } catch (error) {
    if (error.code !== "ENOTFOUND") throw error;
    return "no such host";
  }
}

const host = (name, expected, source, depends) => ({
  name,
  source,
  expected,
  depends,
  needs: [],
  ask: (target) => (target.isLocal ? new NotAsked("local AWS has no DNS") : resolves(name)),
});

export default [
  host("git-codecommit.eusc-de-east-1.amazonaws.eu", "no such host", "unconfirmed", "the suffix of the EU sovereign partition's hosts; once it resolves, ask there"),
  host("git-codecommit-fips.us-east-1.amazonaws.com", "resolves", "public", "FIPS addresses"),
  {
    name: "throttling",
    source: "public",
    expected: /^429/,
    depends: "how the edge and the page wait and try again",
    needs: [],
    // The last probe: it evaluates earlier responses, and provokes nothing.
    ask({ throttled, requests }) {
      if (throttled.length === 0) return new NotAsked(`none of ${requests} requests was throttled, and this run provokes nothing`);
      return throttled.map(({ status, headers }) => `${status}, Retry-After: ${headers["retry-after"] ?? "absent"}`).join("; ");
    },
  },
  {
    name: "SSH keys and Git credentials a user",
    source: "unconfirmed",
    expected: "five keys, two sets of Git credentials",
    depends: "the browser client's message at the limit",
    needs: [],
    ask: () => new NotAsked("would create credentials of an IAM user"),
  },
];
