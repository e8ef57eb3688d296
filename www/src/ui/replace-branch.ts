import type { OpenClone } from "../app/open-clone.ts";
import type { GitClient } from "../core/git-api.ts";
import type { Replacement } from "../core/replacing-api.ts";
import { visible } from "./foreign.tsx";
import { counted } from "./words.ts";

/** Longer subjects are cut in the question. */
const LONGEST_SUBJECT = 72;

/** Replaces the server's branch with the one of this browser, after it has asked and said what the server loses. `place` is where the user starts it. */
export async function replaceBranch(git: GitClient, clone: OpenClone, branch: string, place?: string): Promise<void> {
  const { operation, repositoryRef } = clone;
  const compared = await operation.run("Comparing with the server", async (running) => ({ replacement: await git.with(running).replacement(repositoryRef, branch) }), place);
  await clone.refresh();
  if (!compared) return;
  const { replacement } = compared;
  if (!replacement) clone.said.value = `The server's ${visible(branch)} has no other commits. Push instead.`;
  else if (confirm(replaceQuestion(replacement))) {
    const done = await operation.run("Replacing", async (running) => (await git.with(running).replaceOnServer(repositoryRef, replacement), true), place);
    await clone.refresh();
    if (done) clone.said.value = `Replaced the server's ${visible(branch)}.`;
  }
}

/** The question before commits are removed from a branch on the server. */
function replaceQuestion({ branch, lost, subjects }: Replacement): string {
  const name = visible(branch);
  const listed = subjects.map((subject) => `\n• ${shortened(visible(subject))}`).join("");
  const more = lost > subjects.length ? `\n• and ${counted(lost - subjects.length, "more commit")}` : "";
  return `Replace ${name} on the server with ${name} from this browser, for everyone?\n\nThe server's branch loses ${counted(lost, "commit")}:${listed}${more}\n\nThis cannot be undone here. To keep ${lost === 1 ? "it" : "them"}, first push a branch that starts at origin/${name}.`;
}

function shortened(subject: string): string {
  const characters = [...subject];
  return characters.length > LONGEST_SUBJECT ? `${characters.slice(0, LONGEST_SUBJECT).join("")}…` : subject;
}
