import { useEffect } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { sameRepository, type RepositoryRef } from "../../core/repository-ref.ts";
import { visible } from "../foreign.tsx";
import { onDemand } from "../on-demand.tsx";
import { CloneList } from "../views/clone-list.tsx";
import { ClonesInProgress } from "../views/clones-in-progress.tsx";
import { counted } from "../words.ts";
import { SignInForm } from "./sign-in-form.tsx";

const Repositories = onDemand(async () => (await import("./repositories.tsx")).Repositories);

/** The home view: sign in or find a repository. Clones in this browser are listed either way. */
export function Home(): JSX.Element {
  const app = useApp();
  const signedIn = app.signedIn.value;
  const clones = app.clones.value ?? [];
  useEffect(() => void app.refreshClones().catch(app.report), [app.elsewhere.value]);
  async function forget(repositoryRef: RepositoryRef): Promise<void> {
    // Unpushed work may be newer than the list, also from another tab.
    await app.refreshClones();
    const clone = app.clones.value?.find((other) => sameRepository(other, repositoryRef));
    const lost = [clone?.unpushed ? counted(clone.unpushed, "commit") : "", clone?.changed ? counted(clone.changed, "changed file") : ""].filter(Boolean).join(" and ");
    const question = clone?.broken ? `Delete the clone of ${visible(repositoryRef.repository)}? It cannot be read, so commits that are not pushed may be lost.` : lost === "" ? `Delete the clone of ${visible(repositoryRef.repository)} from this browser?` : `Delete the clone of ${visible(repositoryRef.repository)}? This deletes the only copy of ${lost}.`;
    if (confirm(question)) await app.remove(repositoryRef);
  }
  if (!signedIn) {
    return (
      <>
        <SignInForm welcome />
        <ClonesInProgress clonings={app.clonings.running.value} others={app.others.cloning} />
        {clones.length > 0 && <CloneList clones={clones} onForget={forget} />}
      </>
    );
  }
  return (
    <Repositories clones={clones} onForget={forget}>
      <ClonesInProgress clonings={app.clonings.running.value} others={app.others.cloning} />
    </Repositories>
  );
}
