import { expect } from "../verdict.mjs";

export const name = "nosniff";

/** Comes last: it looks at every answer that the other checks have had. */
export async function check(edge) {
  const without = edge.answers.find(({ headers }) => headers["x-content-type-options"] !== "nosniff");
  expect(!without, `the answer to ${without?.what} has no X-Content-Type-Options: nosniff`, "check that no rule in Cloudflare removes or answers for the edge");
  return `on all ${edge.answers.length} answers`;
}
