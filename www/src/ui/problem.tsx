import type { ComponentChildren, JSX } from "preact";

import type { Problem as ProblemText } from "../core/api.ts";
import { marked } from "./foreign.tsx";

/** An error message, announced by screen readers at once. `children` are buttons for the next step. */
export function Problem({ problem, children }: { problem: ProblemText; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{marked(problem.sentence)}</strong>
      </p>
      <p>{marked(problem.next)}</p>
      {problem.detail && <pre class="block">{marked(problem.detail)}</pre>}
      <div class="row">
        {children}
        <code class="dim small">{problem.code}</code>
      </div>
    </div>
  );
}
