import type { Problem } from "./problem.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** An authorization that the edge answered with a 401. */
export interface Refused {
  authorization: string;
  problem: Problem;
  /** The response's `Date` header. */
  date?: string;
}

/**
 * Returns the `Authorization` header for a request to the edge. After a 401 it receives the rejected one and returns another, or
 * throws. If the user has to sign in again, it waits for them, unless `waits` is false: then it throws.
 */
export type Authorize = (repositoryRef: RepositoryRef, refused?: Refused, waits?: boolean) => Promise<string>;
