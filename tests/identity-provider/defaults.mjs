import { ALGORITHMS } from "./keys.mjs";

const SECRET = "pipeline-secret";

/**
 * Who may ask for tokens. A client with `redirectUris` signs people in, and without a `secret` it is a public one; with `refresh`
 * it gets refresh tokens;
 * any other gets pipeline tokens, with its `claims` (`sub` among them) and for its `audience` unless it asks for another.
 * `alg` is what its tokens are signed with, `lifetime` how many seconds they are good for.
 */
export const CLIENTS = [
  ...ALGORITHMS.map((alg) => ({
    id: alg === "RS256" ? "pipeline" : `pipeline-${alg.toLowerCase()}`,
    secret: SECRET,
    alg,
    claims: { sub: "repo:example/app:ref:refs/heads/main", groups: ["deploy"] },
  })),
  { id: "web", secret: "web-secret", redirectUris: ["http://127.0.0.1:8787/callback"] },
];

/** Who can sign in. */
export const USERS = [
  { sub: "alice", email: "alice@example.com", groups: ["payments", "docs"] },
  { sub: "bob", email: "bob@example.com", groups: ["docs"] },
];

/** What tokens are for where neither the request nor the client says. */
export const AUDIENCE = "codecommit-edge";

/** How many seconds tokens are good for where the client does not say. */
export const LIFETIME_SECONDS = 600;
