import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Problem as ProblemText } from "../../core/api.ts";
import { problemFrom } from "../../core/messages.ts";
import { link } from "../address.ts";
import { Editor } from "../editor.tsx";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { go, goInstead } from "../route.ts";
import { useWriting } from "../use-writing.ts";
import { textOf } from "../views/file.tsx";

/** What the editor says about the state of its text. */
const SAID = {
  unchanged: "Changes are saved in this browser as you type",
  reread: "Changed elsewhere, and opened again",
  writing: "Saving …",
  written: "Saved in this browser, not committed",
} as const;

/** Edits a file of the working tree or creates one. Changes are written automatically, so closing the tab loses nothing. */
export function Edit({ clone, path, isNew }: { clone: OpenClone; path: string; isNew: boolean }): JSX.Element {
  return isNew ? <New clone={clone} folder={path} /> : <Existing key={path} clone={clone} path={path} />;
}

function New({ clone, folder }: { clone: OpenClone; folder: string }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const [path, setPath] = useState(folder === "" ? "" : `${folder}/`);
  const [problem, setProblem] = useState<ProblemText>();
  async function create(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const exists = await git.read(repositoryRef, path).then(
        () => true,
        () => false,
      );
      if (!exists) await git.write(repositoryRef, path, new Uint8Array());
      await clone.refresh();
      goInstead(link(repositoryRef, "edit", clone.refs.value?.head ?? "HEAD", path));
    } catch (error) {
      setProblem(problemFrom(error));
    }
  }
  return (
    <form class="card body stack" aria-label="New file" onSubmit={create}>
      <h2>New file</h2>
      {problem && <Problem problem={problem} />}
      <div class="field">
        <label for="path">Path and name</label>
        <input id="path" value={path} autocapitalize="off" spellcheck={false} placeholder="docs/notes.md" onInput={(event) => setPath(event.currentTarget.value)} />
      </div>
      <div>
        <button type="submit" class="primary" disabled={path === "" || path.endsWith("/")}>
          Create
        </button>
      </div>
    </form>
  );
}

function Existing({ clone, path }: { clone: OpenClone; path: string }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const { content, state, unreadable, problem, write, keepMine, takeTheirs } = useWriting(clone, path);
  const text = content && textOf(content);

  async function remove(): Promise<void> {
    await clone.operation.run("Deleting", () => git.deleteFile(repositoryRef, path));
    await clone.refresh();
    go(link(repositoryRef, "changes"));
  }
  if (unreadable && !problem) return <Problem problem={unreadable} />;
  if (!content) return <p role="status">Reading …</p>;
  if (text === undefined) return <p class="card body">This file is not text, so it cannot be edited here.</p>;
  return (
    <section class="card" aria-label={`Edit ${visible(path)}`}>
      <header class="split">
        <strong class="mono">
          <Foreign text={path} />
        </strong>
        <span class="row">
          <span role="status" class="small dim">
            {SAID[state]}
          </span>
          <button type="button" class="small danger" onClick={remove}>
            Delete
          </button>
          <a class="button small primary" href={link(repositoryRef, "changes")}>
            <Icon name="check" />
            Review and commit
          </a>
        </span>
      </header>
      {problem && (
        <Problem problem={problem}>
          {problem.code === "changed_elsewhere" && (
            <>
              <button type="button" class="small" onClick={keepMine}>
                Keep my text
              </button>
              <button type="button" class="small" onClick={takeTheirs}>
                Open the changed file
              </button>
            </>
          )}
        </Problem>
      )}
      <Editor name={path} text={text} onChange={write} />
    </section>
  );
}
