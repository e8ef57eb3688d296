import type { Problem } from "./problem.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** An authorization that the edge answered with a 401. */
export interface Refused {
  authorization: string;
  problem: Problem;
  /** The response's `Date` header. */
  date?: string;
}

/** Returns the `Authorization` header for a request to the edge. After a 401 it receives the rejected one and returns another, or throws. */
export type Authorize = (repositoryRef: RepositoryRef, refused?: Refused) => Promise<string>;
