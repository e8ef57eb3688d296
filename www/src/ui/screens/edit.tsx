import { useEffect, useRef, useState } from "preact/hooks";
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
import { useLoaded } from "../use-loaded.ts";
import { textOf } from "../views/file.tsx";

/** Milliseconds after the last change until it is written. */
const WRITE_AFTER = 400;

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
  const { value: content, problem } = useLoaded(() => git.read(repositoryRef, path), [path]);
  const [state, setState] = useState<"unchanged" | "writing" | "written">("unchanged");
  const [failed, setFailed] = useState<ProblemText>();
  const write = useWriting(clone, path, setState, setFailed);
  const text = content && textOf(content);

  async function remove(): Promise<void> {
    await clone.operation.run("Deleting", () => git.deleteFile(repositoryRef, path));
    await clone.refresh();
    go(link(repositoryRef, "changes"));
  }
  if (problem) return <Problem problem={problem} />;
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
            {state === "written" ? "Saved in this browser, not committed" : state === "writing" ? "Saving …" : "Changes are saved in this browser as you type"}
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
      {failed && <Problem problem={failed} />}
      <Editor name={path} text={text} onChange={write} />
    </section>
  );
}

/** Writes a text shortly after the last change, and at the latest when the editor closes. */
function useWriting(clone: OpenClone, path: string, setState: (state: "writing" | "written") => void, setFailed: (problem: ProblemText | undefined) => void): (text: string) => void {
  const { git } = useApp();
  const pending = useRef<{ text: string; timer: ReturnType<typeof setTimeout> } | undefined>(undefined);
  async function flush(): Promise<void> {
    if (!pending.current) return;
    const { text, timer } = pending.current;
    clearTimeout(timer);
    pending.current = undefined;
    try {
      await git.write(clone.repositoryRef, path, new TextEncoder().encode(text));
      setFailed(undefined);
      if (pending.current === undefined) {
        clone.unwritten.value = false;
        setState("written");
      }
      await clone.refresh();
    } catch (error) {
      setFailed(problemFrom(error));
    }
  }
  useEffect(() => () => void flush(), []);
  return (text) => {
    clearTimeout(pending.current?.timer);
    clone.unwritten.value = true;
    setState("writing");
    pending.current = { text, timer: setTimeout(() => void flush(), WRITE_AFTER) };
  };
}
