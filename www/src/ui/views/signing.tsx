import type { JSX } from "preact";

import type { ExplainedStep } from "../../core/api.ts";
import { marked } from "../foreign.tsx";

/** How a password of this moment came about, drawn step by step. */
export function SigningView({ steps, onAgain }: { steps: ExplainedStep[]; onAgain: () => void }): JSX.Element {
  return (
    <section class="stack" aria-labelledby="signing-title">
      <div class="row split">
        <h2 id="signing-title">How was this signed?</h2>
        <button type="button" class="small" onClick={onAgain}>
          Sign again, now
        </button>
      </div>
      <p class="dim">Git sends CodeCommit a password that is a signature (AWS Signature Version 4) over the address and the time. It is made in this page. The secret key stays here, and is never shown.</p>
      <ol class="signing">
        {steps.map((step, index) => (
          <li>
            <h3>
              {index + 1}. {step.title}
            </h3>
            <p class="small dim">{step.says}</p>
            <pre class="block">{marked(step.text)}</pre>
          </li>
        ))}
      </ol>
    </section>
  );
}
