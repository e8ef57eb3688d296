import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { forbiddenPart } from "../../core/git/paths.ts";
import { failure } from "../../core/messages.ts";
import { link } from "../address.ts";
import { fromHere } from "../route.ts";
import { NameForm } from "../views/name-form.tsx";

/** Creates a file in the working tree and opens it in the editor. */
export function NewFile({ clone, folder }: { clone: OpenClone; folder: string }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  async function create(path: string): Promise<void> {
    const departure = fromHere();
    const [kind] = await git.kinds(repositoryRef, [path]);
    // Writing rejects a name that is not allowed, and says so.
    if (kind !== undefined && forbiddenPart(path) === undefined) throw failure("name_taken", path);
    await git.writeFiles(repositoryRef, [{ path, content: new Uint8Array() }]);
    await clone.refresh();
    departure.goInstead(link(repositoryRef, "edit", clone.refs.value?.head ?? "HEAD", path));
  }
  return <NameForm title="New file" label="Path and name" action="Create" value={folder === "" ? "" : `${folder}/`} placeholder="docs/notes.md" onName={create} />;
}
