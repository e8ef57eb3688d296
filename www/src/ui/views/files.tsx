import type { JSX } from "preact";

import type { Entry, RepositoryRef } from "../../core/api.ts";
import { link } from "../address.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";

const SAID = { tree: "folder", file: "file", executable: "executable file", link: "symbolic link", submodule: "submodule" };
const ICONS = { tree: "folder", file: "file", executable: "file", link: "link", submodule: "link" } as const;

/** The path of a file, with a link for each folder. */
export function Crumbs({ repositoryRef, at, path }: { repositoryRef: RepositoryRef; at: string; path: string }): JSX.Element {
  const parts = path.split("/").filter(Boolean);
  return (
    <nav aria-label="Folders">
      <a href={link(repositoryRef, "tree", at)}>
        <Foreign text={repositoryRef.repository} />
      </a>
      {parts.map((part, index) => (
        <>
          {" / "}
          {index === parts.length - 1 ? (
            <strong>
              <Foreign text={part} />
            </strong>
          ) : (
            <a href={link(repositoryRef, "tree", at, parts.slice(0, index + 1).join("/"))}>
              <Foreign text={part} />
            </a>
          )}
        </>
      ))}
    </nav>
  );
}

/** The contents of a folder, folders first. */
export function Files({ repositoryRef, at, path, entries }: { repositoryRef: RepositoryRef; at: string; path: string; entries: Entry[] }): JSX.Element {
  const sorted = entries.toSorted((a, b) => Number(b.kind === "tree") - Number(a.kind === "tree") || (a.name < b.name ? -1 : 1));
  if (sorted.length === 0) return <p class="card body dim">This folder is empty.</p>;
  return (
    <div class="card">
      <table class="listing">
        <caption class="visually-hidden">Files</caption>
        <tbody>
          {sorted.map((entry) => (
            <tr>
              <td>
                <Icon name={ICONS[entry.kind]} class={ICONS[entry.kind]} />
                <span class="visually-hidden">{SAID[entry.kind]} </span>
                {entry.kind === "submodule" ? (
                  <Foreign text={entry.name} />
                ) : (
                  <a href={link(repositoryRef, entry.kind === "tree" ? "tree" : "file", at, path === "" ? entry.name : `${path}/${entry.name}`)}>
                    <Foreign text={entry.name} />
                  </a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
