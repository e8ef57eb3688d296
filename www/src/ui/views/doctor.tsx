import type { JSX } from "preact";

import type { Step } from "../../core/api.ts";
import { Icon } from "../icons.tsx";
import { Message } from "../message.tsx";

const SAID = { waiting: "checking", ok: "passed", failed: "failed", skipped: "skipped" };
const NAMES: Record<Step["name"], string> = {
  clock: "Clock",
  edge: "Reaching the edge",
  identity: "Identity",
  signature: "Signature",
  repository: "Repository",
  permission: "Permission",
};

/** The checks in order, each failed one with what to do. */
export function DoctorView({ steps, running, onRun }: { steps: Step[]; running: boolean; onRun: () => void }): JSX.Element {
  const failed = steps.filter(({ state }) => state === "failed").length;
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
      <p class="dim">Checks each step between this page and CodeCommit: the clock, the edge, your identity, the signature, the repository and your permissions.</p>
      <p role="status">{!running && steps.length > 0 && (failed === 0 ? "No problems found." : failed === 1 ? "1 check failed. Fix it, then check again." : `${failed} checks failed. Fix the first failed check first.`)}</p>
      {(running || steps.length > 0) && (
        <ol class="steps card body" aria-busy={running}>
          {names.map((name, index) => {
            const step = known.get(name);
            const state = step?.state ?? "waiting";
            return (
              <li>
                <span class={`mark ${state}`}>{state === "ok" ? <Icon name="check" /> : state === "failed" ? <Icon name="cross" /> : index + 1}</span>
                <div class="stack">
                  <p>
                    <strong>{NAMES[name]}</strong> <span class="dim">{SAID[state]}</span>
                  </p>
                  {step?.seen && <p class="foreign"><Message text={step.seen} /></p>}
                  {step?.problem && (
                    <div class="notice bad">
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
