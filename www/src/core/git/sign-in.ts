import type { Authorize, Refused } from "../authorization.ts";
import type { RepositoryRef } from "../repository-ref.ts";

/** Ends an operation for which the user may have to sign in first. */
class SignInNeeded extends Error {
  readonly refused: Refused | undefined;

  constructor(refused: Refused | undefined, cause: unknown) {
    super("sign in first", { cause });
    this.refused = refused;
  }
}

/** An authorization that never waits for the user: the operation ends instead, and releases its locks. */
export function unwaiting(authorize: Authorize): Authorize {
  return async (repositoryRef, refused) => {
    try {
      return await authorize(repositoryRef, refused, false);
    } catch (error) {
      throw new SignInNeeded(refused, error);
    }
  };
}

/** Runs `work`. If it ends because the user has to sign in, waits for that, then runs it again. */
export async function afterSignIn<T>(authorize: Authorize, repositoryRef: RepositoryRef, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SignInNeeded)) throw error;
      await authorize(repositoryRef, error.refused);
    }
  }
}
