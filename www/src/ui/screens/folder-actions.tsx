import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { askBeforeLeaving } from "../../app/leaving.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { planned, upload, type Upload } from "../../app/upload.ts";
import { link } from "../address.ts";
import { chosenFiles, droppedFiles, type Chosen } from "../dropped-files.ts";
import { visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { OperationProblem } from "../operation-problem.tsx";
import { fromHere } from "../route.ts";
import { NO_UNDO } from "../undo-questions.ts";
import { useUndoable } from "../use-undoable.ts";
import { NameForm } from "../views/name-form.tsx";
import { UploadPlan } from "../views/upload-plan.tsx";
import { counted } from "../words.ts";

/** The actions on a folder of the working tree: create and upload, rename and delete. Files can be dropped anywhere. `children` replaces the link to a new file. */
export function FolderActions({ clone, at, path, children }: { clone: OpenClone; at: string; path: string; children?: ComponentChildren }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const [asked, setAsked] = useState<"folder" | "rename">();
  const [plan, setPlan] = useState<Upload>();
  const [sending, setSending] = useState(false);
  const [dragging, setDragging] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const isUndoable = useUndoable(clone, path === "" ? [] : [path]);
  const busy = clone.operation.running.value !== undefined;

  // An upload that has begun continues while the user is in another view.
  const isLost = plan !== undefined && !sending;
  useLayoutEffect(() => (isLost ? askBeforeLeaving("The files that you have chosen are not uploaded yet. Leave without uploading them?") : undefined), [isLost]);
  async function choose(chosen: Promise<Chosen[]> | Chosen[]): Promise<void> {
    const found = await clone.operation.run("Reading", async () => planned(git, clone, (await chosen).map(({ path: name, file }) => ({ path: path === "" ? name : `${path}/${name}`, file }))));
    if (found && found.files.length + found.refused.length > 0) setPlan(found);
  }
  useEffect(() => {
    const hasFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = ({ relatedTarget }: DragEvent): void => void (relatedTarget === null && setDragging(false));
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      // The browser would open the file in place of the page.
      event.preventDefault();
      setDragging(false);
      void choose(droppedFiles(event.dataTransfer));
    };
    const listeners = { dragover: over, dragleave: leave, drop };
    for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener as EventListener);
    };
  }, [clone, path]);

  async function send(): Promise<void> {
    if (!plan) return;
    setSending(true);
    try {
      if (await upload(git, clone, plan, `Uploaded ${counted(plan.files.length, "file")}.`)) setPlan(undefined);
    } finally {
      setSending(false);
    }
  }
  async function makeFolder(to: string): Promise<void> {
    const departure = fromHere();
    await git.makeFolder(repositoryRef, to);
    setAsked(undefined);
    departure.go(link(repositoryRef, "tree", at, to));
    await clone.refresh();
  }
  async function rename(to: string): Promise<void> {
    const departure = fromHere();
    await git.rename(repositoryRef, path, to);
    clone.undo.offer(`Renamed ${visible(path)} to ${visible(to)}.`, () => git.rename(repositoryRef, to, path));
    departure.goInstead(link(repositoryRef, "tree", at, to));
    await clone.refresh();
  }
  async function remove(): Promise<void> {
    const changed = clone.status.value?.filter((entry) => entry.path.startsWith(`${path}/`) && entry.kind !== "removed").length ?? 0;
    const lost = changed > 0 ? ` Your uncommitted changes to ${counted(changed, "file")} in it are deleted, too.` : "";
    const departure = fromHere();
    if (!isUndoable || !confirm(`Delete the folder ${visible(path)} with all files in it?${lost}${isUndoable() ? "" : ` ${NO_UNDO}`}`)) return;
    const deleted = await clone.operation.run("Deleting", async () => {
      await clone.undo.over([path], `Deleted the folder ${visible(path)}.`, () => git.deletePaths(repositoryRef, [path]));
      return true;
    });
    if (deleted) departure.goInstead(link(repositoryRef, "tree", at, path.split("/").slice(0, -1).join("/")));
    await clone.refresh();
  }
  const pick = ({ currentTarget }: { currentTarget: HTMLInputElement }): void => {
    void choose(chosenFiles(currentTarget.files));
    // So that the same file can be chosen again.
    currentTarget.value = "";
  };
  return (
    <div class="stack">
      <div class="row" role="group" aria-label="Change this folder">
        {children ?? (
          <a class="button small" href={link(repositoryRef, "new", at, path)}>
            <Icon name="file" />
            New file
          </a>
        )}
        <button type="button" class="small" aria-expanded={asked === "folder"} onClick={() => setAsked(asked === "folder" ? undefined : "folder")}>
          <Icon name="folder" />
          New folder
        </button>
        <button type="button" class="small" disabled={busy} onClick={() => files.current?.click()}>
          <Icon name="push" />
          Upload files
        </button>
        <button type="button" class="small wide-only" disabled={busy} onClick={() => folder.current?.click()}>
          <Icon name="push" />
          Upload a folder
        </button>
        {path !== "" && (
          <>
            <button type="button" class="small" aria-expanded={asked === "rename"} onClick={() => setAsked(asked === "rename" ? undefined : "rename")}>
              Rename or move
            </button>
            <button type="button" class="small danger" disabled={busy || !isUndoable} onClick={() => void remove()}>
              Delete folder
            </button>
          </>
        )}
        <input ref={files} type="file" multiple hidden aria-label="Files to upload" onChange={pick} />
        <input ref={folder} type="file" hidden aria-label="Folder to upload" {...{ webkitdirectory: true }} onChange={pick} />
      </div>
      <OperationProblem operation={clone.operation} of={["Reading", "Deleting", "Uploading"]} />
      {dragging && <p class="notice">Drop files or folders to upload them to {visible(path === "" ? repositoryRef.repository : path)}.</p>}
      {asked === "folder" && <NameForm key="folder" title="New folder" label="Path and name of the folder" action="Create the folder" value={path === "" ? "" : `${path}/`} onName={makeFolder} onCancel={() => setAsked(undefined)} />}
      {asked === "rename" && <NameForm key="rename" title="Rename or move this folder" label="New path and name" action="Rename" value={path} onName={rename} onCancel={() => setAsked(undefined)} />}
      {plan && <UploadPlan plan={plan} busy={busy} onUpload={() => void send()} onCancel={() => setPlan(undefined)} />}
    </div>
  );
}
