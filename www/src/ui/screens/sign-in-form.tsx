import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { Problem as ProblemText } from "../../core/api.ts";
import { parseKeys, recognise } from "../../core/credentials.ts";
import { problemFrom } from "../../core/messages.ts";
import { Problem } from "../problem.tsx";
import { SignIn } from "../views/sign-in.tsx";

/** Signs the user in with keys or the company login. */
export function SignInForm({ title = "Sign in", welcome = false, onDone }: { title?: string; welcome?: boolean; onDone?: () => void }): JSX.Element {
  const app = useApp();
  const [problem, setProblem] = useState<ProblemText>();
  function withKeys(text: string, { profile, keepInTab }: { profile?: string; keepInTab: boolean }): void {
    try {
      app.session.signInWithKeys(parseKeys(text, profile), { keepInTab });
      setProblem(undefined);
      onDone?.();
    } catch (error) {
      setProblem(problemFrom(error));
    }
  }
  function withLogin(options: { keepInTab: boolean }): void {
    app.beginLogin(options).catch((error: unknown) => setProblem(problemFrom(error)));
  }
  return (
    <>
      {problem && <Problem problem={problem} />}
      <SignIn title={title} welcome={welcome} login={app.config.login} recognise={recognise} onKeys={withKeys} onLogin={withLogin} />
    </>
  );
}
