import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { onDemand } from "../on-demand.tsx";
import { SignInForm } from "./sign-in-form.tsx";

const CredentialDesk = onDemand(async () => (await import("./credential-desk.tsx")).CredentialDesk);

/** The user's Git credentials and SSH keys. The desk for them is loaded on demand. */
export function Credentials(): JSX.Element {
  const { signedIn } = useApp();
  return signedIn.value ? <CredentialDesk /> : <SignInForm title="Sign in to manage your credentials" />;
}
