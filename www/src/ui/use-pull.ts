import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import type { Pulled } from "../core/synchronising-api.ts";
import { link } from "./address.ts";
import { fromHere } from "./route.ts";
import { counted } from "./words.ts";

/** Pulls, and leads to the conflicts if there are some. `place` is where the user starts it. */
export function usePull(clone: OpenClone): (place?: string) => Promise<void> {
  const app = useApp();
  const { repositoryRef } = clone;
  return async (place) => {
    const departure = fromHere();
    const pulled = await clone.operation.run("Pulling", async (step) => app.git.with(step).pull(repositoryRef, (await app.git.author(repositoryRef)) ?? app.preferences.author.value), place);
    await clone.refresh();
    if (pulled) clone.said.value = saidOf(pulled);
    if (pulled?.kind === "conflicts") departure.go(link(repositoryRef, "conflicts"));
  };
}

function saidOf({ kind, ahead, behind }: Pulled): string {
  switch (kind) {
    case "up-to-date":
      return "Already up to date.";
    case "unpublished":
      return "The server does not have this branch yet. Push it.";
    case "fast-forward":
      return `Pulled ${counted(behind, "new commit")}.`;
    case "merged":
      return `Pulled ${counted(behind, "new commit")}, merged with your ${counted(ahead, "commit")}.`;
    case "conflicts":
      return `Pulled ${counted(behind, "new commit")}, in conflict with your ${counted(ahead, "commit")}.`;
    case "diverged":
      return `The server has ${counted(behind, "new commit")}, and you have ${counted(ahead, "unpushed commit")}. Make a commit here first, so that git knows your name for the merge, then pull again.`;
  }
}
