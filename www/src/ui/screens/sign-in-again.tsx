import type { JSX } from "preact";

import type { Problem as ProblemText } from "../../core/problem.ts";
import { Dialog } from "../dialog.tsx";
import { Problem } from "../problem.tsx";
import { SignInForm } from "./sign-in-form.tsx";

/** Asks for credentials in front of a view, for example while an operation waits for them. */
export function SignInAgain({ title, problem, onDone, onClose }: { title: string; problem?: ProblemText; onDone: () => void; onClose: () => void }): JSX.Element {
  return (
    <Dialog label={title} keepsOpen onClose={onClose}>
      <div class="page">
        {problem && <Problem problem={problem} />}
        {problem && <p>The current operation is paused. It continues when you have signed in.</p>}
        <SignInForm title={title} onDone={onDone} />
        <div>
          <button type="button" onClick={onClose}>
            Not now
          </button>
        </div>
      </div>
    </Dialog>
  );
}
