import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { parseKeys, recognise } from "../../core/credentials.ts";
import { problemFrom } from "../../core/messages.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { SignIn } from "../views/sign-in.tsx";

/** Signs the user in with keys or the company login. */
export function SignInForm({ title = "Sign in", welcome = false, onDone }: { title?: string; welcome?: boolean; onDone?: () => void }): JSX.Element {
  const app = useApp();
  const [problems, setProblems] = useState<{ keys?: ProblemText; login?: ProblemText }>({});
  const [checking, setChecking] = useState(false);
  async function withKeys(text: string, { profile, keepInTab }: { profile?: string; keepInTab: boolean }): Promise<void> {
    setProblems({});
    setChecking(true);
    try {
      await app.signInWithKeys(parseKeys(text, profile), { keepInTab });
      onDone?.();
    } catch (error) {
      setProblems({ keys: problemFrom(error) });
    } finally {
      setChecking(false);
    }
  }
  function withLogin(options: { keepInTab: boolean }): void {
    setProblems({});
    app.beginLogin(options).catch((error: unknown) => setProblems({ login: problemFrom(error) }));
  }
  return <SignIn title={title} welcome={welcome} login={app.config.login} relay={app.config.relay} recognise={recognise} problems={problems} checking={checking} onKeys={(...given) => void withKeys(...given)} onLogin={withLogin} />;
}
