import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { explain } from "../../core/explain.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { Problem } from "../problem.tsx";
import { useKept } from "../use-kept.ts";
import { useLoaded } from "../use-loaded.ts";
import { SigningView } from "../views/signing.tsx";

/** Explains how the git password for a repository is made. */
export function Signing({ repositoryRef: { region, repository } }: { repositoryRef: RepositoryRef }): JSX.Element {
  const { signedIn } = useApp();
  const by = signedIn.value === "login" ? "edge" : "page";
  const { value: latest, problem, reload } = useLoaded(() => explain(`codecommit::${region}://${repository}`, by), [region, repository, by]);
  // The button, and the focus on it, stays while this is made again.
  const value = useKept(latest, `${by} ${region} ${repository}`);
  if (problem) return <Problem problem={problem} />;
  return value ? <SigningView steps={value} by={by} isSignedIn={signedIn.value !== undefined} onAgain={reload} /> : <p role="status">Signing …</p>;
}
