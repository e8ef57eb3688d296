import type { JSX } from "preact";

import type { RepositoryRef, Ref, Refs } from "../../core/api.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { short } from "../words.ts";

export interface RefListsProps {
  repositoryRef: RepositoryRef;
  refs: Refs;
  /** Whether another operation is running. */
  busy: boolean;
  onCheckOut: (branch: string) => void;
}

/** Local branches, remote branches and tags. */
export function RefLists({ repositoryRef, refs, busy, onCheckOut }: RefListsProps): JSX.Element {
  const here = new Set(refs.branches.map(({ name }) => name));
  const state = ({ name, oid }: Ref): string | undefined => {
    const there = refs.remoteBranches.find((other) => other.name === name);
    return there === undefined ? "not on the server" : there.oid === oid ? undefined : "differs from the server";
  };
  return (
    <>
      <List title="Local branches" repositoryRef={repositoryRef} refs={refs.branches} badge={state} {...(refs.head !== undefined && { head: refs.head })} busy={busy} onCheckOut={onCheckOut} />
      <List title="Remote branches" repositoryRef={repositoryRef} refs={refs.remoteBranches.filter(({ name }) => !here.has(name))} busy={busy} onCheckOut={onCheckOut} />
      <List title="Tags" repositoryRef={repositoryRef} refs={refs.tags} busy={busy} />
    </>
  );
}

interface ListProps {
  title: string;
  repositoryRef: RepositoryRef;
  refs: Ref[];
  head?: string;
  badge?: (ref: Ref) => string | undefined;
  busy: boolean;
  onCheckOut?: (branch: string) => void;
}

function List({ title, repositoryRef, refs, head, badge, busy, onCheckOut }: ListProps): JSX.Element | null {
  if (refs.length === 0) return null;
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <ul class="list">
        {refs.map((ref) => (
          <li class="row link">
            <Icon name={onCheckOut ? "branch" : "tag"} />
            <a class="grow" href={link(repositoryRef, "tree", ref.name)}>
              <Foreign text={ref.name} />
            </a>
            {badge?.(ref) && <span class="badge warn">{badge(ref)}</span>}
            <a class="small" href={link(repositoryRef, "log", ref.name)} aria-label={`${short(ref.oid)}, history of ${visible(ref.name)}`}>
              <code>{short(ref.oid)}</code>
            </a>
            {ref.name === head ? (
              <span class="badge good">checked out</span>
            ) : (
              onCheckOut && (
                <button type="button" class="small" disabled={busy} aria-label={`Check out ${visible(ref.name)}`} onClick={() => onCheckOut(ref.name)}>
                  Check out
                </button>
              )
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
