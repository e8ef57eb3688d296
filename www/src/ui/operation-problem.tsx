import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { Operation } from "../app/operation.ts";
import type { Problem as ProblemText } from "../core/problem.ts";
import { Problem } from "./problem.tsx";

/** Shows beside actions why one of them failed. `of` are the labels of their operations, whose problems are then shown nowhere else. */
export function OperationProblem({ operation, of }: { operation: Operation; of: readonly string[] }): JSX.Element | null {
  useEffect(() => {
    const ends = of.map((label) => operation.place(label));
    return () => ends.forEach((end) => end());
  }, [operation, of.join()]);
  const problem = of.includes(operation.failed.value ?? "") ? operation.problem.value : undefined;
  return problem ? <FailedAction problem={problem} onClose={() => (operation.problem.value = undefined)} /> : null;
}

/** Why an action failed, scrolled into view: in a long list it may have been far away. */
export function FailedAction({ problem, onClose, children }: { problem: ProblemText; onClose: () => void; children?: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "nearest" }), [problem]);
  return (
    <div ref={place}>
      <Problem problem={problem}>
        {children}
        <button type="button" class="small" onClick={onClose}>
          Close
        </button>
      </Problem>
    </div>
  );
}
