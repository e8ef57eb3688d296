import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Branch } from "../../core/branching-api.ts";
import { Foreign } from "../foreign.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { useAuthor } from "../use-author.ts";
import { useBranches } from "../use-branches.ts";
import { AuthorForm } from "../views/author-form.tsx";
import { NameAction } from "../views/name-action.tsx";
import { NewRef, REF_NAMES } from "../views/new-ref.tsx";
import { RefLists } from "../views/ref-lists.tsx";

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
  const button = (name: string, run: () => Promise<unknown>, danger = false): JSX.Element => (
    <button type="button" class={danger ? "small danger" : "small"} disabled={busy} onClick={() => void run()}>
      {name}
    </button>
  );
  const merging = (ref: string): JSX.Element | undefined =>
    author && (
      <button type="button" class="small" disabled={busy} onClick={() => void branches.merge(ref, author)}>
        Merge into <Foreign text={refs.head ?? ""} />
      </button>
    );
  const ofBranch = ({ name, upstream, ahead, behind }: Branch): JSX.Element => (
    <>
      {(ahead > 0 || upstream === undefined) && button("Push", () => branches.push(name))}
      {ahead > 0 && behind > 0 && button("Replace the server's branch", () => branches.replaceOnServer(name), true)}
      {name !== refs.head && merging(name)}
      {name !== refs.head && button("Delete", () => branches.remove(name), true)}
      <NameAction label="New name" value={name} busy={busy} actions={[{ name: "Rename", run: (to) => void branches.rename(name, to) }]} />
      {name === refs.head && (
        <NameAction
          label="Reset to"
          busy={busy}
          names={REF_NAMES}
          actions={[
            { name: "Reset, keep the files", run: (to) => void branches.reset(to, "keep") },
            { name: "Reset with all files", danger: true, run: (to) => void branches.reset(to, "discard") },
          ]}
        />
      )}
    </>
  );
  return (
    <>
      <NewRef key={from} from={from} names={names} busy={busy} hasAuthor={author !== undefined} onBranch={branches.create} onTag={(name, at, message) => branches.tag(name, at, message, author)} />
      <OperationProblem operation={clone.operation} of={["Creating the branch", "Tagging"]} />
      {!author && !loading && <AuthorForm onAuthor={(person) => (preferences.author.value = person)} />}
      <OperationProblem operation={clone.operation} of={["Checking out", "Merging", "Renaming", "Deleting", "Comparing", "Resetting", "Comparing with the server", "Replacing"]} />
      <RefLists
        repositoryRef={repositoryRef}
        refs={refs}
        busy={busy}
        onCheckOut={(branch) => void branches.checkOut(branch)}
        actions={{
          branch: ofBranch,
          remote: ({ name }) => (
            <>
              {merging(`origin/${name}`)}
              {button("Delete on the server", () => branches.removeOnServer(name), true)}
            </>
          ),
          tag: ({ name }) => (
            <>
              {button("Push", () => branches.pushTag(name))}
              {button("Delete", () => branches.removeTag(name), true)}
              {button("Delete on the server", () => branches.removeTagOnServer(name), true)}
            </>
          ),
        }}
      />
    </>
  );
}
