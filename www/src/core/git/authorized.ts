import type { Authorize, Place } from "../api.ts";
import { refusal } from "../refusal.ts";

/** How often a request is sent again after a 401. */
const AGAIN = 2;

/**
 * Sends a request with an authorization, and after a 401 with another, as long as there is one.
 *
 * @throws {CoreError} what the edge refused, or what `authorize` said to that
 */
export async function authorized(place: Place, authorize: Authorize, send: (authorization: string) => Promise<Response>): Promise<Response> {
  let authorization = await authorize(place);
  for (let left = AGAIN; ; left--) {
    const response = await send(authorization);
    if (response.ok) return response;
    const date = response.headers.get("date");
    const refused = await refusal(response);
    if (response.status !== 401 || left === 0) throw refused;
    const next = await authorize(place, { authorization, problem: refused.problem, ...(date !== null && { date }) });
    if (next === authorization) throw refused;
    authorization = next;
  }
}
