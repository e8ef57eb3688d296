import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Problem as ProblemText } from "../../core/api.ts";
import { windowsProblem } from "../../core/git/paths.ts";
import { failure, problemFrom } from "../../core/messages.ts";
import { link } from "../address.ts";
import { Problem } from "../problem.tsx";
import { goInstead } from "../route.ts";
import { WindowsNote } from "../views/windows-note.tsx";

/** Creates a file in the working tree and opens it in the editor. */
export function NewFile({ clone, folder }: { clone: OpenClone; folder: string }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const [path, setPath] = useState(folder === "" ? "" : `${folder}/`);
  const [problem, setProblem] = useState<ProblemText>();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  async function create(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const exists = await git.file(repositoryRef, path).then(
        () => true,
        () => false,
      );
      if (exists) throw failure("name_taken", path);
      await git.writeFiles(repositoryRef, [{ path, content: new Uint8Array() }]);
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
        <input id="path" ref={field} value={path} autocapitalize="off" spellcheck={false} placeholder="docs/notes.md" onInput={(event) => setPath(event.currentTarget.value)} />
      </div>
      <WindowsNote problem={windowsProblem(path)} />
      <div>
        <button type="submit" class="primary" disabled={path === "" || path.endsWith("/")}>
          Create
        </button>
      </div>
    </form>
  );
}
