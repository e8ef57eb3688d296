import { signal } from "@preact/signals";

import type { Authorize } from "../core/authorization.ts";
import { CoreError, type Problem } from "../core/problem.ts";

/** Errors that new keys or a new login may resolve. */
const HELPED: readonly string[] = ["unauthenticated", "credentials_expired", "signature_rejected", "unrecognised_credential", "invalid_grant"];

/** A request that waits for the user to sign in again. */
export interface Waiting {
  problem: Problem;
  /** Continues with the current credentials. */
  resume: () => void;
  /** Gives up. */
  abandon: () => void;
}

/**
 * Authorizations that survive expired credentials: the request waits while the user signs in again, then continues.
 * Concurrent requests wait for the same sign-in.
 */
export function renewal(authorize: Authorize) {
  const waiting = signal<Waiting | undefined>(undefined);
  let asked: Promise<void> | undefined;

  function ask(error: CoreError): Promise<void> {
    asked ??= new Promise<void>((resolve, reject) => {
      waiting.value = { problem: error.problem, resume: resolve, abandon: () => reject(error) };
    }).finally(() => {
      asked = undefined;
      waiting.value = undefined;
    });
    return asked;
  }

  const renewing: Authorize = async (repositoryRef, refused, waits = true) => {
    for (;;) {
      try {
        return await authorize(repositoryRef, refused);
      } catch (error) {
        if (!waits || !(error instanceof CoreError) || !HELPED.includes(error.problem.code)) throw error;
        await ask(error);
        refused = undefined;
      }
    }
  };

  return { waiting, authorize: renewing };
}
