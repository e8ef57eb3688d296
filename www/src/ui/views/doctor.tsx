import type { JSX } from "preact";

import type { Step } from "../../core/doctor.ts";
import { Icon } from "../icons.tsx";
import { Message } from "../message.tsx";
import { counted } from "../words.ts";

const SAID = { waiting: "checking", ok: "passed", failed: "failed", denied: "not allowed", skipped: "not checked" };
const NAMES: Record<Step["name"], string> = {
  clock: "Clock",
  edge: "Reaching the edge",
  identity: "Identity",
  service: "Reaching CodeCommit",
  signature: "Signature",
  repository: "Repository",
  permission: "Reading",
  push: "Pushing",
};

/** The checks in order, each failed one with what to do. */
export function DoctorView({ steps, running, onRun }: { steps: Step[]; running: boolean; onRun: () => void }): JSX.Element {
  const known = new Map(steps.map((step) => [step.name, step]));
  const names = Object.keys(NAMES) as Step["name"][];
  return (
    <div class="page narrow">
      <div class="row split">
        <h1>Doctor</h1>
        <button type="button" class="primary" disabled={running} onClick={onRun}>
          <Icon name="doctor" />
          {steps.length === 0 ? "Check" : "Check again"}
        </button>
      </div>
      <p class="dim">Checks each step between this page and CodeCommit: the clock, the edge, your identity, the signature, the repository, and whether you may read it and push to it. Nothing is changed.</p>
      <p role="status">{!running && steps.length > 0 && summary(steps)}</p>
      {(running || steps.length > 0) && (
        <ol class="steps card body" aria-busy={running}>
          {names.map((name, index) => {
            const step = known.get(name);
            const state = step?.state ?? "waiting";
            return (
              <li>
                <span class={`mark ${state}`}>{state === "ok" ? <Icon name="check" /> : state === "failed" || state === "denied" ? <Icon name="cross" /> : index + 1}</span>
                <div class="stack">
                  <p>
                    <strong>{NAMES[name]}</strong> <span class="dim">{SAID[state]}</span>
                  </p>
                  {step?.seen && <p class="foreign"><Message text={step.seen} /></p>}
                  {step?.problem && (
                    <div class={state === "failed" ? "notice bad" : "notice"}>
                      <p><Message text={step.problem.next} /></p>
                      {step.problem.detail && <pre class="block"><Message text={step.problem.detail} /></pre>}
                      <code class="dim small">{step.problem.code}</code>
                    </div>
                  )}
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </div>
  );
}

/** What the checks have found together, and how much was not checked. */
function summary(steps: Step[]): string {
  const count = (wanted: Step["state"]): number => steps.filter(({ state }) => state === wanted).length;
  const failed = count("failed");
  if (failed > 0) return failed === 1 ? "1 check failed. Fix it, then check again." : `${failed} checks failed. Fix the first failed check first.`;
  const unchecked = count("skipped");
  const denied = steps.some(({ name, state }) => name === "push" && state === "denied");
  const found = unchecked === 0 ? "No problems found." : `${counted(steps.length - unchecked, "check")} passed, ${unchecked} ${unchecked === 1 ? "was" : "were"} skipped.`;
  return denied ? `${found} You may read, but not push.` : found;
}
