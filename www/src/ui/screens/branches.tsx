import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Branch } from "../../core/branching-api.ts";
import { link } from "../address.ts";
import { Foreign } from "../foreign.tsx";
import { NotFastForward } from "../not-fast-forward.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { useAuthor } from "../use-author.ts";
import { useBranches } from "../use-branches.ts";
import { AuthorForm } from "../views/author-form.tsx";
import { NameAction } from "../views/name-action.tsx";
import { NewRef, REF_NAMES } from "../views/new-ref.tsx";
import { RefLists } from "../views/ref-lists.tsx";

/** The place of the form for a new branch or tag. */
const NEW = "new branch or tag";

/** Lists branches and tags, and changes them. `from` is where a new one starts at first. */
export function Branches({ clone, from = "" }: { clone: OpenClone; from?: string }): JSX.Element {
  const { preferences } = useApp();
  const branches = useBranches(clone);
  const { author, loading } = useAuthor(clone.repositoryRef);
  const { repositoryRef } = clone;
  const refs = clone.refs.value;
  const busy = clone.operation.running.value !== undefined;
  if (!refs) return <p role="status">Opening …</p>;
  const names = [...refs.branches.map(({ name }) => name), ...refs.remoteBranches.map(({ name }) => `origin/${name}`), ...refs.tags.map(({ name }) => name)];
  if (names.length === 0) {
    return (
      <section class="card body stack">
        <p>This repository has no commits yet. Branches and tags start at a commit.</p>
        <div>
          <a class="button" href={link(repositoryRef, "tree")}>
            Go to the files
          </a>
        </div>
      </section>
    );
  }
  const button = (name: string, run: () => Promise<unknown>, danger = false): JSX.Element => (
    <button key={name} type="button" class={danger ? "small danger" : "small"} disabled={busy} onClick={() => void run()}>
      {name}
    </button>
  );
  const merging = (ref: string, place: string): JSX.Element | undefined =>
    author && (
      <button key="merge" type="button" class="small" disabled={busy} onClick={() => void branches(place).merge(ref, author)}>
        Merge into <Foreign text={refs.head ?? ""} />
      </button>
    );
  const ofBranch = ({ name, upstream, ahead, behind }: Branch, place: string): JSX.Element => (
    <>
      {(ahead > 0 || upstream === undefined) && button("Push", () => branches(place).push(name))}
      {ahead > 0 && behind > 0 && button("Replace the server's branch", () => branches(place).replaceOnServer(name), true)}
      {name !== refs.head && merging(name, place)}
      {name !== refs.head && button("Delete", () => branches(place).remove(name), true)}
      <NameAction key="rename" label="New name" value={name} busy={busy} actions={[{ name: "Rename", run: (to) => void branches(place).rename(name, to) }]} />
      {name === refs.head && (
        <NameAction
          key="reset"
          label="Reset to"
          busy={busy}
          names={REF_NAMES}
          actions={[
            { name: "Reset, keep files", run: (to) => void branches(place).reset(to, "keep") },
            { name: "Reset, discard changes", danger: true, run: (to) => void branches(place).reset(to, "discard") },
          ]}
        />
      )}
    </>
  );
  return (
    <>
      <NewRef key={from} begun={clone.begunRef.value} onEnter={(begun) => (clone.begunRef.value = begun)} from={from} names={names} busy={busy} hasAuthor={author !== undefined} onBranch={branches(NEW).create} onTag={(name, at, message) => branches(NEW).tag(name, at, message, author)} />
      <OperationProblem operation={clone.operation} of={[NEW]} />
      {!author && !loading && <AuthorForm onAuthor={(person) => (preferences.author.value = person)} />}
      <RefLists
        repositoryRef={repositoryRef}
        refs={refs}
        busy={busy}
        onCheckOut={(branch, place) => void branches(place).checkOut(branch)}
        outcome={(place) => <OperationProblem operation={clone.operation} of={[place]} solve={({ branch }) => branch !== undefined && <NotFastForward clone={clone} branch={branch} place={place} />} />}
        actions={{
          branch: ofBranch,
          remote: ({ name }, place) => (
            <>
              {merging(`origin/${name}`, place)}
              {button("Delete on the server", () => branches(place).removeOnServer(name), true)}
            </>
          ),
          tag: ({ name }, place) => (
            <>
              {button("Push", () => branches(place).pushTag(name))}
              {button("Delete", () => branches(place).removeTag(name), true)}
              {button("Delete on the server", () => branches(place).removeTagOnServer(name), true)}
            </>
          ),
        }}
      />
    </>
  );
}
