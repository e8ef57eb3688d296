import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp, type App } from "../../app/app.ts";
import { awsThrough, callerIdentity } from "../../core/aws.ts";
import { runChecks, type Step } from "../../core/doctor.ts";
import { sessionAtEdge } from "../../core/edge.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { DoctorView } from "../views/doctor.tsx";

/** Runs the checks that a clone depends on, again for each user; without a repository, only the general ones. */
export function Doctor({ repositoryRef }: { repositoryRef?: RepositoryRef }): JSX.Element {
  const app = useApp();
  const [steps, setSteps] = useState<Step[]>([]);
  const [running, setRunning] = useState(false);
  const turn = useRef(0);
  useEffect(() => {
    void run();
    return () => void turn.current++;
  }, [repositoryRef?.profile, repositoryRef?.region, repositoryRef?.repository, app.signIns.value]);

  async function run(): Promise<void> {
    const own = ++turn.current;
    setRunning(true);
    setSteps([]);
    const { kind } = app.session;
    const identity = kind && (() => identified(app, repositoryRef?.region ?? app.region.value));
    // Not the authorization that asks for new keys: the doctor checks the current ones.
    for await (const step of runChecks({ edge: app.edge, authorize: app.session.authorize, ...(repositoryRef && { repositoryRef }), ...(kind && { signedIn: kind }), ...(identity && { identity }) })) {
      if (own !== turn.current) return;
      setSteps((before) => [...before, step]);
    }
    setRunning(false);
  }
  return <DoctorView steps={steps} running={running} onRun={() => void run()} />;
}

/** Asks AWS whose keys these are, or the edge whose company login. */
async function identified({ session, edge, config }: App, region: string): Promise<string> {
  if (session.keys) {
    const { account, arn } = await callerIdentity(awsThrough(edge, config), region, session.keys);
    return `Account ${account}, ${arn}`;
  }
  const { principal, profile, access } = await sessionAtEdge(edge, (await session.bearer()) ?? "");
  return [principal || "The edge knows this sign-in.", profile !== undefined && `profile ${profile}`, access === "write" ? "may read and push" : "may read only"].filter(Boolean).join(", ");
}
