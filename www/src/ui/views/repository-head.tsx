import { useEffect, useRef } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import type { Refs } from "../../core/branching-api.ts";
import type { RepositoryRef } from "../../core/repository-ref.ts";
import { link, type RepositoryView } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon, type IconName } from "../icons.tsx";
import { counted, short } from "../words.ts";
import { NotPushed } from "./not-pushed.tsx";

const TABS: readonly { view: RepositoryView; name: string; icon: IconName; covers: readonly RepositoryView[] }[] = [
  { view: "tree", name: "Files", icon: "folder", covers: ["tree", "file", "raw", "blame", "edit", "new"] },
  { view: "log", name: "History", icon: "history", covers: ["log", "commit"] },
  { view: "refs", name: "Branches and tags", icon: "branch", covers: ["refs"] },
  { view: "search", name: "Search", icon: "search", covers: ["search"] },
  { view: "changes", name: "Changes", icon: "edit", covers: ["changes", "conflicts"] },
  { view: "hand-over", name: "Clone in a terminal", icon: "link", covers: ["hand-over"] },
  { view: "signing", name: "How signing works", icon: "key", covers: ["signing"] },
  { view: "doctor", name: "Doctor", icon: "doctor", covers: ["doctor"] },
];

/** Branches with unpushed commits that are named; further ones are only counted. */
const MOST_NAMED = 3;

/** The views of a branch, a tag or a commit. */
const OF_A_REF: readonly RepositoryView[] = ["tree", "log", "search"];

export interface RepositoryHeadProps {
  repositoryRef: RepositoryRef;
  view: RepositoryView;
  /** The shown branch, tag or commit. */
  at: string | undefined;
  refs: Refs | undefined;
  changed: number;
  onRef: (ref: string) => void;
  /** Shown below the name and the buttons. */
  below: ComponentChildren;
  children: ComponentChildren;
}

/** A repository's name, its state, and links to its views. */
export function RepositoryHead({ repositoryRef, view, at, refs, changed, onRef, below, children }: RepositoryHeadProps): JSX.Element {
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // Scrolls only the tabs, not the page.
    const [bar, tab] = [tabs.current, tabs.current?.querySelector<HTMLElement>("[aria-current]")];
    if (bar && tab) bar.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - bar.clientWidth / 2;
  }, [view]);
  return (
    <div class="repository-head">
      <div class="row split">
        <div class="row grow">
          <h1>
            <a class="plain" href={link(repositoryRef, "tree")}>
              <Foreign text={repositoryRef.repository} />
            </a>
          </h1>
          {repositoryRef.profile !== undefined && (
            <span class="badge place">
              <Foreign text={repositoryRef.profile} />
            </span>
          )}
          <span class="badge place">{repositoryRef.region}</span>
          {at !== undefined && refs && <RefChoice at={at} refs={refs} onRef={onRef} />}
          {changed > 0 && (
            <a class="badge warn" href={link(repositoryRef, "changes")}>
              {counted(changed, "changed file")}
            </a>
          )}
          {refs && <AheadBehind repositoryRef={repositoryRef} refs={refs} />}
        </div>
        {children}
      </div>
      {below}
      <nav class="tabs" aria-label="Repository" ref={tabs}>
        {TABS.map(({ view: to, name, icon, covers }) => (
          <a key={to} href={link(repositoryRef, to, OF_A_REF.includes(to) ? at : undefined)} {...(covers.includes(view) && { "aria-current": "page" as const })}>
            <Icon name={icon} />
            {name}
            {to === "changes" && changed > 0 && <span class="badge warn">{changed}</span>}
          </a>
        ))}
      </nav>
    </div>
  );
}

/** How far the checked-out branch is from the server's, and which other branches have commits that are not pushed. */
function AheadBehind({ repositoryRef, refs: { head, branches } }: { repositoryRef: RepositoryRef; refs: Refs }): JSX.Element {
  const behind = branches.find(({ name }) => name === head)?.behind ?? 0;
  const ahead = branches.filter((branch) => branch.ahead > 0).toSorted((a, b) => Number(b.name === head) - Number(a.name === head));
  const named = ahead.slice(0, MOST_NAMED);
  const others = ahead.length - named.length;
  return (
    <>
      {named.map(({ name, ahead: count }) => (
        <NotPushed key={name} branch={{ name, count }} {...(name !== head && { href: link(repositoryRef, "refs") })} />
      ))}
      {others > 0 && (
        <a class="badge warn" href={link(repositoryRef, "refs")}>
          {counted(others, "more branch", "more branches")} not pushed
        </a>
      )}
      {behind > 0 && head !== undefined && (
        <span class="badge">
          <span>
            <Foreign text={head} />: {counted(behind, "commit")} to pull
          </span>
        </span>
      )}
    </>
  );
}

function RefChoice({ at, refs, onRef }: { at: string; refs: Refs; onRef: (ref: string) => void }): JSX.Element {
  const local = refs.branches.map(({ name }) => name);
  const remote = refs.remoteBranches.map(({ name }) => name).filter((name) => !local.includes(name));
  const tags = refs.tags.map(({ name }) => name);
  const known = [...local, ...remote, ...tags].includes(at);
  return (
    <select aria-label="Shown branch, tag or commit" class="refs" value={at} onChange={(event) => onRef(event.currentTarget.value)}>
      {!known && <option value={at}>{/^[0-9a-f]{40}$/.test(at) ? short(at) : visible(at)}</option>}
      <Group label="Local branches" names={local} {...(refs.head !== undefined && { head: refs.head })} />
      <Group label="Remote branches" names={remote} />
      <Group label="Tags" names={tags} />
    </select>
  );
}

function Group({ label, names, head }: { label: string; names: string[]; head?: string }): JSX.Element | null {
  if (names.length === 0) return null;
  return (
    <optgroup label={label}>
      {names.map((name) => (
        <option value={name}>
          {visible(name)}
          {name === head && " (checked out)"}
        </option>
      ))}
    </optgroup>
  );
}
