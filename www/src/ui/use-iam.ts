import { useState } from "preact/hooks";

import { useApp } from "../app/app.ts";
import { awsThrough } from "../core/aws.ts";
import type { IamCaller } from "../core/iam/call-iam.ts";
import { regionOfPartition } from "../core/iam/owner.ts";
import { failure, problemFrom } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";

export interface Iam {
  /** The user as the caller of IAM, with the keys of now. */
  caller: () => IamCaller;
  /**
   * Runs one change at a time, then says that it is done or shows its failure, unless the user has cancelled it. Resolves to
   * whether it succeeded.
   */
  run: (done: string, work: () => Promise<void>) => Promise<boolean>;
  busy: boolean;
  problem?: Problem;
  said: string;
}

/** Calls IAM for the IAM user with this ARN. */
export function useIam(arn: string, userName: string): Iam {
  const app = useApp();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState("");

  function caller(): IamCaller {
    const { keys } = app.session;
    if (!keys) throw failure("unauthenticated");
    return { aws: awsThrough(app.edge, app.config), region: regionOfPartition(arn), keys, userName };
  }

  async function run(done: string, work: () => Promise<void>): Promise<boolean> {
    setBusy(true);
    setProblem(undefined);
    setSaid("");
    try {
      await work();
      setSaid(done);
      return true;
    } catch (error) {
      if (!isAbort(error)) setProblem(problemFrom(error));
      return false;
    } finally {
      setBusy(false);
    }
  }

  return { caller, run, busy, said, ...(problem && { problem }) };
}

/** Whether the user has cancelled the work. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
