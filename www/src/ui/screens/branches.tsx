import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import { link } from "../address.ts";
import { go, isAt } from "../route.ts";
import { RefLists } from "../views/ref-lists.tsx";

/** Lists branches and tags, checks out branches and creates them. */
export function Branches({ clone }: { clone: OpenClone }): JSX.Element {
  const { git } = useApp();
  const [name, setName] = useState("");
  const { repositoryRef } = clone;
  const refs = clone.refs.value;
  const running = clone.operation.running.value !== undefined;

  async function checkOut(branch: string): Promise<void> {
    await clone.operation.run("Checking out", () => git.switchBranch(repositoryRef, branch));
    await clone.refresh();
  }
  async function create(event: Event): Promise<void> {
    event.preventDefault();
    const created = await clone.operation.run("Creating the branch", async () => {
      await git.createBranch(repositoryRef, name);
      await git.switchBranch(repositoryRef, name);
      return true;
    });
    await clone.refresh();
    if (!created) return;
    setName("");
    if (isAt(repositoryRef, "refs")) go(link(repositoryRef, "tree", name));
  }
  return (
    <>
      <form class="card body row" aria-label="Create a branch" onSubmit={create}>
        <label for="branch-name">New branch</label>
        <input id="branch-name" class="grow" value={name} autocapitalize="off" spellcheck={false} onInput={(event) => setName(event.currentTarget.value)} />
        <button type="submit" class="primary" disabled={name === "" || running}>
          Create and check out
        </button>
      </form>
      {refs && <RefLists repositoryRef={repositoryRef} refs={refs} busy={running} onCheckOut={(branch) => void checkOut(branch)} />}
    </>
  );
}
