import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { failure } from "../../core/messages.ts";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** The user's Git credentials and SSH keys. The desk for them is loaded on demand. */
export function Credentials(): JSX.Element {
  const { signedIn } = useApp();
  return signedIn.value ? <Desk /> : <SignInForm title="Sign in to manage your credentials" />;
}

function Desk(): JSX.Element {
  const { value, problem, reload } = useLoaded(loadDesk, []);
  if (problem) {
    return (
      <Problem problem={problem}>
        <button type="button" onClick={reload}>
          Try again
        </button>
      </Problem>
    );
  }
  return value ? <value.CredentialDesk /> : <p role="status">Loading …</p>;
}

function loadDesk(): Promise<typeof import("./credential-desk.tsx")> {
  return import("./credential-desk.tsx").catch(() => {
    throw failure("page_incomplete");
  });
}
