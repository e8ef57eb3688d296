import { ALGORITHMS } from "./keys.mjs";

const SECRET = "pipeline-secret";

/**
 * The clients. A client with `redirectUris` signs users in; without a `secret` it is a public client; with `refresh` it gets
 * refresh tokens. Any other client gets pipeline tokens, with its `claims` (including `sub`) and for its `audience`, unless it
 * requests another. `alg` is the signature algorithm of its tokens, `lifetime` their lifetime in seconds.
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

/** The users. */
export const USERS = [
  { sub: "alice", email: "alice@example.com", groups: ["payments", "docs"] },
  { sub: "bob", email: "bob@example.com", groups: ["docs"] },
];

/** The audience of tokens if neither the request nor the client names one. */
export const AUDIENCE = "codecommit-edge";

/** The default lifetime of tokens in seconds. */
export const LIFETIME_SECONDS = 600;
