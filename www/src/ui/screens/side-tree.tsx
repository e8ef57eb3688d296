import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import type { OpenClone } from "../../app/open-clone.ts";
import { encoded, link } from "../address.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { useListing } from "../use-listing.ts";
import { inOrder } from "../views/files.tsx";

/** The open folders of each clone, by the clone's address; kept while the page is open. */
const opened = signal<Readonly<Record<string, ReadonlySet<string>>>>({});

export interface SideTreeProps {
  clone: OpenClone;
  at: string;
  /** The shown file or folder. */
  path: string;
}

/** All files as a tree. The arrow keys move in it, open and close folders; one entry at a time is reached with Tab. */
export function SideTree({ clone, at, path }: SideTreeProps): JSX.Element {
  const tree = useRef<HTMLDivElement>(null);
  const key = link(clone.repositoryRef);
  const open = opened.value[key] ?? new Set<string>();
  /** The entry that had the focus last. */
  const [moved, setMoved] = useState<string>();
  function set(folder: string, isOpen: boolean): void {
    const next = new Set(open);
    if (isOpen) next.add(folder);
    else next.delete(folder);
    opened.value = { ...opened.value, [key]: next };
  }
  const itemsNow = (): HTMLElement[] => [...(tree.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
  const [stop, setStop] = useState<string>();
  /** Chooses the entry that is reached with Tab from those that are there: the wanted one may be deleted, or not read yet. */
  function chooseStop(): void {
    const paths = itemsNow().map(({ dataset }) => dataset["path"]);
    setStop(nearest(visibleAt(moved ?? path, open)).map(encoded).find((each) => paths.includes(each)) ?? paths[0]);
  }
  useLayoutEffect(chooseStop);
  useEffect(() => {
    setMoved(undefined);
    opened.value = { ...opened.value, [key]: new Set([...open, ...parentsOf(path)]) };
  }, [path, key]);

  function onKeyDown(event: KeyboardEvent): void {
    const items = itemsNow();
    const here = items.find((item) => item === event.target);
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = items.indexOf(here);
    const isFolder = here.hasAttribute("aria-expanded");
    const isOpen = here.getAttribute("aria-expanded") === "true";
    const focus = (item: HTMLElement | undefined): void => item?.focus();
    const moves: Record<string, () => void> = {
      ArrowDown: () => focus(items[index + 1]),
      ArrowUp: () => focus(items[index - 1]),
      Home: () => focus(items[0]),
      End: () => focus(items.at(-1)),
      ArrowRight: () => (isFolder && !isOpen ? here.click() : isFolder && focus(items[index + 1])),
      ArrowLeft: () => (isOpen ? here.click() : focus(items.slice(0, index).findLast((item) => item.ariaLevel !== null && Number(item.ariaLevel) < Number(here.ariaLevel)))),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }
  return (
    <div ref={tree} onKeyDown={onKeyDown}>
      <Folder clone={clone} at={at} folder="" level={1} shown={path} stop={stop} open={open} onRead={chooseStop} onFocus={setMoved} onToggle={set} />
    </div>
  );
}

/** The folders that contain a path, outermost first. */
function parentsOf(path: string): string[] {
  return path.split("/").slice(0, -1).map((_, index, parts) => parts.slice(0, index + 1).join("/"));
}

/** The path, or the folder that hides it because it is closed. */
function visibleAt(path: string, open: ReadonlySet<string>): string {
  return parentsOf(path).find((folder) => !open.has(folder)) ?? path;
}

/** A path, and where else it is looked for: in the entry of a folder that could not be read, or in the folder itself. */
function nearest(path: string): string[] {
  return [path, ...parentsOf(path).toReversed().flatMap((folder) => [unreadable(folder), folder])];
}

/** What the entry of a folder that could not be read has in place of a path. */
function unreadable(folder: string): string {
  return `${folder}/`;
}

/** Scrolls the tree, and only it, so that an entry is in view. */
function reveal(entry: HTMLElement | null): void {
  const frame = entry?.closest(".side");
  if (!entry || !frame) return;
  const [inner, outer] = [entry.getBoundingClientRect(), frame.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) frame.scrollTop += inner.top - outer.top - outer.height / 3;
  if (inner.right > outer.right) frame.scrollLeft += inner.right - outer.right;
}

interface FolderProps {
  clone: OpenClone;
  at: string;
  folder: string;
  level: number;
  shown: string;
  /** The encoded path of the entry that is reached with Tab. */
  stop: string | undefined;
  open: ReadonlySet<string>;
  /** Called when there are other entries. */
  onRead: () => void;
  onFocus: (path: string) => void;
  onToggle: (folder: string, isOpen: boolean) => void;
}

/** A list of a folder's entries, each with its own entries if it is open. While it is read the list is busy: a tree must not be empty otherwise. */
function Folder({ clone, at, folder, level, shown, stop, open, onRead, onFocus, onToggle }: FolderProps): JSX.Element {
  const { entries, problem } = useListing(clone, at, folder);
  useLayoutEffect(onRead, [entries?.map(({ name }) => name).join("/"), problem]);
  const isTree = level === 1;
  return (
    <ul {...(isTree ? { class: "tree", role: "tree", "aria-label": "All files" } : { role: "group" })} aria-busy={!entries && !problem}>
      {problem && (
        <li role="none">
          <span role="treeitem" aria-level={level} aria-disabled="true" data-path={encoded(unreadable(folder))} tabIndex={encoded(unreadable(folder)) === stop ? 0 : -1} onFocus={() => onFocus(unreadable(folder))} class="dim small">
            This folder could not be read.
          </span>
        </li>
      )}
      {!entries && !problem && (
        <li role="none" class="dim small">
          Reading …
        </li>
      )}
      {entries && inOrder(entries).map(({ name, kind, mark }) => {
        const path = folder === "" ? name : `${folder}/${name}`;
        const isFolder = kind === "tree";
        const isOpen = isFolder && open.has(path);
        return (
          <li role="none" key={path}>
            <a
              role="treeitem"
              aria-level={level}
              class={mark?.kind === "removed" ? "gone" : mark ? "marked" : ""}
              title={visible(path)}
              data-path={encoded(path)}
              tabIndex={encoded(path) === stop ? 0 : -1}
              onFocus={() => onFocus(path)}
              href={link(clone.repositoryRef, isFolder ? "tree" : "file", at, path)}
              {...(isFolder && { "aria-expanded": isOpen })}
              {...(path === shown && { "aria-current": "page" as const, ref: reveal })}
              {...(isFolder && {
                onClick: (event: MouseEvent) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  onToggle(path, !isOpen);
                },
              })}
            >
              <Icon name={isFolder ? (isOpen ? "open" : "closed") : "file"} />
              <Foreign text={name} />
            </a>
            {isOpen && <Folder clone={clone} at={at} folder={path} level={level + 1} shown={shown} stop={stop} open={open} onRead={onRead} onFocus={onFocus} onToggle={onToggle} />}
          </li>
        );
      })}
    </ul>
  );
}
