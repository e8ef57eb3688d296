import { isProfileName, isRegion } from "codecommit-signer/names";

import { failure } from "./messages.ts";
import { refusal } from "./refusal.ts";

/** `GET /config.json` of the edge. */
export interface EdgeConfig {
  version: string;
  default_region: string | null;
  login: boolean;
  profiles: string[];
  regions: string[] | null;
  read_only: boolean;
  /** Whether the edge relays calls to AWS's APIs. */
  relay: boolean;
  /** Base URLs of the AWS APIs; null means AWS's public hosts. */
  endpoints: Record<"sts" | "codecommit" | "iam", string | null>;
}

/** `GET /session` of the edge: what the caller's session allows. */
export interface EdgeSession {
  /** The user who signed in; empty if the edge does not say. */
  principal: string;
  profile?: string;
  /** "read" or "write". */
  access: string;
  expiresAt?: Date;
}

/**
 * The edge's public configuration.
 *
 * @throws {CoreError}
 */
export async function edgeConfig(edge: string, get: typeof fetch = fetch): Promise<EdgeConfig> {
  return configIn(await edgeJson(get, `${edge}/config.json`, {}));
}

/**
 * The configuration in an answer of the edge.
 *
 * @throws {CoreError} `not_the_edge`
 */
export function configIn(answer: unknown): EdgeConfig {
  if (typeof answer !== "object" || answer === null || !("profiles" in answer) || !Array.isArray(answer.profiles)) throw failure("not_the_edge");
  const { profiles, regions, default_region: region, ...rest } = answer as EdgeConfig;
  return { ...rest, profiles: profiles.filter(isProfileName), regions: regions?.filter(isRegion) ?? null, default_region: region !== null && isRegion(region) ? region : null };
}

/**
 * The principal and access of a session. The edge describes only its own sessions, which company logins are.
 *
 * @throws {CoreError}
 */
export async function sessionAtEdge(edge: string, authorization: string, get: typeof fetch = fetch): Promise<EdgeSession> {
  const { principal, profile, access, expires_at: ends } = await edgeJson(get, `${edge}/session`, { authorization });
  if (typeof access !== "string") throw failure("not_the_edge");
  return {
    principal: typeof principal === "string" ? principal : "",
    access,
    ...(typeof profile === "string" && { profile }),
    ...(typeof ends === "number" && { expiresAt: new Date(ends * 1000) }),
  };
}

/**
 * A JSON object from the edge.
 *
 * @throws {CoreError}
 */
export async function edgeJson(get: typeof fetch, url: string, headers: Record<string, string>): Promise<Record<string, unknown>> {
  const response = await get(url, { headers, cache: "no-store", credentials: "omit" }).catch(() => {
    throw failure("edge_unreachable");
  });
  if (!response.ok) {
    if (response.headers.has("x-codecommit-edge-code")) throw await refusal(response);
    // From a proxy in front of the edge, or from the edge's platform.
    throw failure(response.status >= 500 ? "edge_failed" : "not_the_edge", `GET ${new URL(url).pathname} was answered with HTTP ${response.status}.`);
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (typeof answer !== "object" || answer === null) throw failure("not_the_edge");
  return answer as Record<string, unknown>;
}
