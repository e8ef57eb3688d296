import { signal } from "@preact/signals";

import { CoreError, type Authorize, type Problem } from "../core/api.ts";

/** What new keys, or a new login, may help against. */
const HELPED: readonly string[] = ["unauthenticated", "credentials_expired", "signature_rejected", "unrecognised_credential", "invalid_grant"];

/** A request that waits for somebody to sign in anew. */
export interface Waiting {
  problem: Problem;
  /** Goes on, with what is signed in now. */
  resume: () => void;
  /** Gives up. */
  abandon: () => void;
}

/**
 * Authorizations that outlive credentials: where those have ended, the request waits while the person is asked for new
 * ones, and goes on with them. Requests at the same time wait for one answer.
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

  const renewing: Authorize = async (place, refused) => {
    for (;;) {
      try {
        return await authorize(place, refused);
      } catch (error) {
        if (!(error instanceof CoreError) || !HELPED.includes(error.problem.code)) throw error;
        await ask(error);
        refused = undefined;
      }
    }
  };

  return { waiting, authorize: renewing };
}
