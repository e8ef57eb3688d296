import type { ComponentChildren, JSX } from "preact";

import type { Problem as ProblemText } from "../core/problem.ts";
import { Message } from "./message.tsx";

/** An error message, announced by screen readers at once. `children` are buttons for the next step. */
export function Problem({ problem, children }: { problem: ProblemText; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong><Message text={problem.sentence} /></strong>
      </p>
      <p><Message text={problem.next} /></p>
      {problem.detail && <pre class="block"><Message text={problem.detail} /></pre>}
      <div class="row">
        {children}
        <code class="dim small">{problem.code}</code>
      </div>
    </div>
  );
}
