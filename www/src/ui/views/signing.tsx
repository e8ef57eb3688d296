import type { JSX } from "preact";

import type { ExplainedStep } from "../../core/explain.ts";
import { marked } from "../foreign.tsx";

const WHO_SIGNS = {
  page: "This page makes it. The secret key stays in the page and is never shown.",
  edge: "With your company login the edge makes it, with a role's temporary keys. No key is in this page, and nothing is signed here.",
} as const;

/** Shows step by step how a password was made. */
export function SigningView({ steps, by, isSignedIn, onAgain }: { steps: ExplainedStep[]; by: "page" | "edge"; isSignedIn: boolean; onAgain: () => void }): JSX.Element {
  return (
    <section class="stack" aria-labelledby="signing-title">
      <div class="row split">
        <h2 id="signing-title">How signing works</h2>
        <button type="button" class="small" onClick={onAgain}>
          {by === "edge" ? "Use the current time" : "Sign again"}
        </button>
      </div>
      <p class="dim">
        git sends CodeCommit a password that is a signature (AWS Signature Version 4) over the repository's address and the time.{" "}
        {WHO_SIGNS[by]}
        {!isSignedIn && " You are not signed in: this is what happens with AWS keys. With a company login, the edge signs."}
      </p>
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
