import type { Authorize } from "../authorization.ts";
import { refusal } from "../refusal.ts";
import type { RepositoryRef } from "../repository-ref.ts";

/** How many times a request is sent again after a 401. */
const AGAIN = 2;

/**
 * Sends a request with an authorization, and after a 401 again with a new one.
 *
 * @throws {CoreError} the edge's rejection, or the error of `authorize`
 */
export async function authorized(repositoryRef: RepositoryRef, authorize: Authorize, send: (authorization: string) => Promise<Response>): Promise<Response> {
  let authorization = await authorize(repositoryRef);
  for (let left = AGAIN; ; left--) {
    const response = await send(authorization);
    if (response.ok) return response;
    const date = response.headers.get("date");
    const refused = await refusal(response);
    if (response.status !== 401 || left === 0) throw refused;
    const next = await authorize(repositoryRef, { authorization, problem: refused.problem, ...(date !== null && { date }) });
    if (next === authorization) throw refused;
    authorization = next;
  }
}
