import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { Operation } from "../app/operation.ts";
import type { Problem as ProblemText } from "../core/problem.ts";
import { Problem } from "./problem.tsx";
import { ProgressBar } from "./progress-bar.tsx";

/** Milliseconds until progress is shown: a bar that appears only for a moment would move what is below it. */
const SHOWN_AFTER = 400;

export interface OperationProblemProps {
  operation: Operation;
  of: readonly string[];
  /** Buttons that solve a problem. */
  solve?: (problem: ProblemText) => ComponentChildren;
}

/** Shows beside actions how far one of them is, and why it failed. `of` are the places of their operations, which are then shown nowhere else. */
export function OperationProblem({ operation, of, solve }: OperationProblemProps): JSX.Element | null {
  useLayoutEffect(() => {
    const ends = of.map((place) => operation.place(place));
    return () => ends.forEach((end) => end());
  }, [operation, of.join("\n")]);
  const running = operation.running.value;
  if (running && of.includes(running.place)) return <OperationProgress running={running} />;
  const problem = of.includes(operation.failed.value ?? "") ? operation.problem.value : undefined;
  if (!problem) return null;
  return (
    <FailedAction problem={problem} onClose={() => (operation.problem.value = undefined)}>
      {solve?.(problem)}
    </FailedAction>
  );
}

/** The progress of an operation that takes long. */
export function OperationProgress({ running: { label, progress, cancel } }: { running: NonNullable<Operation["running"]["value"]> }): JSX.Element | null {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), SHOWN_AFTER);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <div class="operation">
      <ProgressBar label={label} state={progress ?? { phase: label, done: 0, bytes: 0, rate: 0 }} onCancel={cancel} />
    </div>
  );
}

/** Why an action failed, scrolled into view: in a long list it may have been far away. */
export function FailedAction({ problem, onClose, children }: { problem: ProblemText; onClose: () => void; children?: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [problem]);
  return (
    <div class="operation" ref={place}>
      <Problem problem={problem}>
        {children}
        <button type="button" class="small" onClick={onClose}>
          Close
        </button>
      </Problem>
    </div>
  );
}
