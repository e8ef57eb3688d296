import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { sameRepository, type RepositoryRef } from "../../core/repository-ref.ts";
import { link, type RepositoryRoute, type RepositoryView } from "../address.ts";
import { Guarded } from "../guarded.tsx";
import { onDemand } from "../on-demand.tsx";
import { Problem } from "../problem.tsx";
import { go, goInstead } from "../route.ts";
import { ConflictsNotice } from "../views/conflicts-notice.tsx";
import { RepositoryHead } from "../views/repository-head.tsx";
import { UndoNotice } from "../views/undo-notice.tsx";
import { Browsing } from "./browsing.tsx";
import { Clone } from "./clone.tsx";
import { File } from "./file.tsx";
import { OtherAccount } from "./other-account.tsx";
import { SignInForm } from "./sign-in-form.tsx";
import { Synchronise, Synchronised } from "./synchronise.tsx";
import { Tree } from "./tree.tsx";

const Blame = onDemand(async () => (await import("./blame.tsx")).Blame);
const Branches = onDemand(async () => (await import("./branches.tsx")).Branches);
const Changes = onDemand(async () => (await import("./changes.tsx")).Changes);
const CommitScreen = onDemand(async () => (await import("./commit.tsx")).CommitScreen);
const Conflicts = onDemand(async () => (await import("./conflicts.tsx")).Conflicts);
const Doctor = onDemand(async () => (await import("./doctor.tsx")).Doctor);
const Edit = onDemand(async () => (await import("./edit.tsx")).Edit);
const FolderActions = onDemand(async () => (await import("./folder-actions.tsx")).FolderActions);
const HandOver = onDemand(async () => (await import("./hand-over.tsx")).HandOver);
const Log = onDemand(async () => (await import("./log.tsx")).Log);
const Raw = onDemand(async () => (await import("./raw.tsx")).Raw);
const Search = onDemand(async () => (await import("./search.tsx")).Search);
const Signing = onDemand(async () => (await import("./signing.tsx")).Signing);

/** The views of any branch, tag or commit; the others show one commit or none. */
const BROWSING: readonly RepositoryView[] = ["tree", "file", "raw", "blame", "log", "search"];

/** A repository: offers to clone it, then shows the view that the address names. */
export function Repository({ route }: { route: RepositoryRoute }): JSX.Element {
  const app = useApp();
  const { repositoryRef, view } = route;
  const clones = app.clones.value;
  const cloned = clones?.some((clone) => sameRepository(clone, repositoryRef));
  const shown = useRef<RepositoryRef>(undefined);
  if (cloned) shown.current = repositoryRef;
  if (cloned === undefined) return <p role="status">Looking for the clone …</p>;
  if (cloned) return <Cloned key={link(repositoryRef)} route={route} />;
  // These views need no clone.
  if (view === "doctor") return <Doctor repositoryRef={repositoryRef} />;
  if (view === "signing") return <Signing repositoryRef={repositoryRef} />;
  if (view === "hand-over" && app.signedIn.value) return <HandOver repositoryRef={repositoryRef} />;
  const isRunning = app.clonings.of(repositoryRef).operation.running.value !== undefined;
  if (!app.signedIn.value && !isRunning) return <SignInForm title={`Sign in to open ${repositoryRef.repository}`} />;
  // This tab deletes clones in another view only.
  return <Clone repositoryRef={repositoryRef} deleted={shown.current !== undefined && sameRepository(shown.current, repositoryRef)} />;
}

function Cloned({ route }: { route: RepositoryRoute }): JSX.Element {
  const app = useApp();
  const { repositoryRef, view, ref } = route;
  const clone = app.open(repositoryRef);
  useEffect(() => void clone.refresh(), [clone, clone.elsewhere.value]);
  useBriefly(clone.said, route);
  const refs = clone.refs.value;
  // Before the first commit, HEAD names a branch that does not exist.
  const head = refs?.branches.find(({ name }) => name === refs.head)?.name ?? refs?.branches[0]?.name ?? refs?.remoteBranches[0]?.name;
  const at = ref ?? head ?? refs?.head;
  const browsed = view === undefined || BROWSING.includes(view) ? at : undefined;
  useEffect(() => {
    if (view === undefined && head !== undefined) goInstead(link(repositoryRef, "tree", head));
  }, [view, head]);
  // The editor says it of the file itself.
  const isEditingOne = view === "edit" && clone.conflicts.value?.conflicts.some(({ path }) => path === route.path);
  return (
    <>
      <RepositoryHead repositoryRef={repositoryRef} view={view ?? "tree"} at={browsed} refs={refs} changed={clone.status.value?.length ?? 0} below={<Synchronised clone={clone} />} onRef={(chosen) => go(link(repositoryRef, view === "log" || view === "search" ? view : "tree", chosen))}>
        <Synchronise clone={clone} />
      </RepositoryHead>
      <OtherAccount repositoryRef={repositoryRef} />
      {clone.conflicts.value && view !== "conflicts" && !isEditingOne && <ConflictsNotice repositoryRef={repositoryRef} unfinished={clone.conflicts.value} />}
      {clone.problem.value && <Problem problem={clone.problem.value} />}
      <UndoNotice clone={clone} />
      <Guarded of={JSON.stringify(route)}>
        <View route={route} clone={clone} at={at} />
      </Guarded>
    </>
  );
}

/** Clears the message of an operation when the user opens another view. The first change of view keeps it, because operations themselves lead to a view. */
function useBriefly(said: Signal<string>, route: RepositoryRoute): void {
  const seen = useRef("");
  useEffect(() => {
    if (said.value === seen.current) said.value = "";
    seen.current = said.value;
  }, [said, link(route.repositoryRef, route.view, route.ref, route.path)]);
}

function View({ route, clone, at }: { route: RepositoryRoute; clone: OpenClone; at: string | undefined }): JSX.Element {
  const { repositoryRef, view, path } = route;
  const refs = clone.refs.value;
  switch (view) {
    case "doctor":
      return <Doctor repositoryRef={repositoryRef} />;
    case "signing":
      return <Signing repositoryRef={repositoryRef} />;
    case "hand-over":
      return <HandOver repositoryRef={repositoryRef} />;
    case "changes":
      return <Changes clone={clone} />;
    case "conflicts":
      return <Conflicts clone={clone} />;
    case "refs":
      return <Branches clone={clone} {...(route.ref !== undefined && { from: route.ref })} />;
  }
  if (!refs) return <p role="status">Opening …</p>;
  if (view === "edit" || view === "new") return <Edit clone={clone} path={path} isNew={view === "new"} place={route} />;
  // Before the first commit, only the working tree can be shown.
  const isUnborn = refs.head === at && !refs.branches.some(({ name }) => name === at);
  const hasFiles = (clone.status.value?.length ?? 0) > 0 && (view === undefined || view === "tree" || view === "file");
  if (at === undefined || (isUnborn && !hasFiles)) return <Empty clone={clone} />;
  switch (view) {
    case "log":
      return <Log clone={clone} at={at} path={path} />;
    case "commit":
      return <CommitScreen repositoryRef={repositoryRef} oid={at} />;
    case "search":
      return <Search clone={clone} at={at} />;
    default:
      return (
        <Browsing clone={clone} at={at} path={path}>
          <Files route={route} clone={clone} at={at} />
        </Browsing>
      );
  }
}

/** A folder, or a view of a file. */
function Files({ route, clone, at }: { route: RepositoryRoute; clone: OpenClone; at: string }): JSX.Element {
  const { view, path } = route;
  switch (view) {
    case "file":
      return <File clone={clone} at={at} path={path} place={route} />;
    case "blame":
      return <Blame clone={clone} at={at} path={path} lines={route.lines} />;
    case "raw":
      return <Raw clone={clone} at={at} path={path} />;
    default:
      return <Tree clone={clone} at={at} path={path} />;
  }
}

function Empty({ clone }: { clone: OpenClone }): JSX.Element {
  const { repositoryRef } = clone;
  const head = clone.refs.value?.head;
  const first = (
    <a class="button small primary" href={link(repositoryRef, "new")}>
      Create the first file
    </a>
  );
  return (
    <section class="card body stack">
      <p>This repository has no commits yet.</p>
      {head === undefined ? (
        <div>{first}</div>
      ) : (
        <FolderActions clone={clone} at={head} path="">
          {first}
        </FolderActions>
      )}
    </section>
  );
}
