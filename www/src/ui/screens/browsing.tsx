import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { Icon } from "../icons.tsx";
import { isNarrow } from "../narrow.ts";
import { onDemand } from "../on-demand.tsx";
import { go } from "../route.ts";
import { useShortcuts } from "../shortcuts.ts";

const QuickOpen = onDemand(async () => (await import("./quick-open.tsx")).QuickOpen);
const SideTree = onDemand(async () => (await import("./side-tree.tsx")).SideTree);

/** On a narrow screen, whether the tree is open; it is closed until the user asks for it. */
const isOpenOnNarrow = signal(false);

export interface BrowsingProps {
  clone: OpenClone;
  at: string;
  path: string;
  children: ComponentChildren;
}

/** A view of files, beside a tree of all files that the user can close, with keys to go to a file. */
export function Browsing({ clone, at, path, children }: BrowsingProps): JSX.Element {
  const { sideTree } = useApp().preferences;
  const [finding, setFinding] = useState(false);
  const narrow = isNarrow();
  const isOpen = narrow ? isOpenOnNarrow.value : sideTree.value;
  function toggle(): void {
    if (narrow) isOpenOnNarrow.value = !isOpen;
    else sideTree.value = !isOpen;
  }
  useEffect(() => void (isOpenOnNarrow.value = false), [path]);
  useShortcuts([
    { key: "t", says: "Go to a file", run: () => setFinding(true) },
    { key: "k", withControl: true, says: "Go to a file", run: () => setFinding(true) },
    { key: "/", says: "Search names and contents", run: () => go(link(clone.repositoryRef, "search", at)) },
    { key: "f", says: "Show or hide the file tree", run: toggle },
  ]);
  return (
    <div class={isOpen ? "browsing with-tree" : "browsing"}>
      <div class="row tree-head">
        <button type="button" class="small" aria-expanded={isOpen} onClick={toggle}>
          <Icon name="tree" />
          File tree
        </button>
        <button type="button" class="small" onClick={() => setFinding(true)}>
          <Icon name="search" />
          Go to a file
        </button>
      </div>
      {isOpen && (
        <nav class="side" aria-label="File tree">
          <SideTree clone={clone} at={at} path={path} />
        </nav>
      )}
      <div class="page browsed">{children}</div>
      {finding && <QuickOpen clone={clone} at={at} onClose={() => setFinding(false)} />}
    </div>
  );
}
