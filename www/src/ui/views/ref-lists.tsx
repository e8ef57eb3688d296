import { useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { Branch, Ref, Refs } from "../../core/branching-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { counted, short } from "../words.ts";

export interface RefListsProps {
  repositoryRef: RepositoryRef;
  refs: Refs;
  /** Whether another operation is running. */
  busy: boolean;
  /** `place` names the row, in all of these. */
  onCheckOut: (branch: string, place: string) => void;
  /** Further actions of a ref, shown on request. */
  actions: { branch: (branch: Branch, place: string) => ComponentChildren; remote: (branch: Ref, place: string) => ComponentChildren; tag: (tag: Ref, place: string) => ComponentChildren };
  /** The progress and the error of a row's actions. */
  outcome: (place: string) => ComponentChildren;
}

/** Local branches, remote branches and tags. */
export function RefLists({ repositoryRef, refs, busy, onCheckOut, actions, outcome }: RefListsProps): JSX.Element {
  const here = new Map(refs.branches.map((branch) => [branch.name, branch]));
  const rest = { repositoryRef, busy, outcome };
  return (
    <>
      <List title="Local branches" empty={refs.branches.length === 0}>
        {refs.branches.map((branch) => (
          <Row key={branch.name} {...rest} ref_={branch} icon="branch" isHead={branch.name === refs.head} badges={<Distance branch={branch} />} place={`branch ${branch.name}`} onCheckOut={onCheckOut} actions={(place) => actions.branch(branch, place)} />
        ))}
      </List>
      <List title="Remote branches" empty={refs.remoteBranches.length === 0}>
        {refs.remoteBranches.map((branch) => (
          <Row key={branch.name} {...rest} ref_={branch} at={`origin/${branch.name}`} icon="branch" place={`remote branch ${branch.name}`} {...(!here.has(branch.name) && { onCheckOut })} actions={(place) => actions.remote(branch, place)} />
        ))}
      </List>
      <List title="Tags" empty={refs.tags.length === 0}>
        {refs.tags.map((tag) => (
          <Row key={tag.name} {...rest} ref_={tag} icon="tag" place={`tag ${tag.name}`} actions={(place) => actions.tag(tag, place)} />
        ))}
      </List>
    </>
  );
}

function List({ title, empty, children }: { title: string; empty: boolean; children: ComponentChildren }): JSX.Element | null {
  if (empty) return null;
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
      </header>
      <ul class="list refs-list">{children}</ul>
    </section>
  );
}

/** How far a local branch is from the server's. */
function Distance({ branch: { upstream, ahead, behind } }: { branch: Branch }): JSX.Element {
  return (
    <>
      {upstream === undefined && <span class="badge warn">not on the server</span>}
      {ahead > 0 && <span class="badge warn">{counted(ahead, "commit")} to push</span>}
      {behind > 0 && <span class="badge">{counted(behind, "commit")} to pull</span>}
    </>
  );
}

interface RowProps {
  repositoryRef: RepositoryRef;
  ref_: Ref;
  /** The ref's name in addresses, if it is not its own. */
  at?: string;
  icon: "branch" | "tag";
  isHead?: boolean;
  badges?: ComponentChildren;
  busy: boolean;
  place: string;
  onCheckOut?: (branch: string, place: string) => void;
  actions: (place: string) => ComponentChildren;
  outcome: (place: string) => ComponentChildren;
}

function Row({ repositoryRef, ref_: { name, oid }, at = name, icon, isHead = false, badges, busy, place, onCheckOut, actions, outcome }: RowProps): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <li class="link">
      <div class="row">
        <Icon name={icon} />
        <a class="grow" href={link(repositoryRef, "tree", at)}>
          <Foreign text={name} />
        </a>
        {badges}
        <a class="small wide-only" href={link(repositoryRef, "log", at)} aria-label={`${short(oid)}, history of ${visible(name)}`}>
          <code>{short(oid)}</code>
        </a>
        {isHead ? (
          <span class="badge good">checked out</span>
        ) : (
          onCheckOut && (
            // The keys keep one button from becoming the other one, with its focus or under the pointer.
            <button key="check-out" type="button" class="small" disabled={busy} aria-label={`Check out ${visible(name)}`} onClick={() => onCheckOut(name, place)}>
              Check out
            </button>
          )
        )}
        <button key="more" type="button" class="small" aria-expanded={open} aria-label={`More for ${visible(at)}`} onClick={() => setOpen(!open)}>
          More
        </button>
      </div>
      {open && <div class="row ref-actions">{actions(place)}</div>}
      {outcome(place)}
    </li>
  );
}
