import { useApp } from "../app/app.ts";
import type { OpenClone } from "../app/open-clone.ts";
import type { Merged } from "../core/merging-api.ts";
import type { Person } from "../core/person.ts";
import { link } from "./address.ts";
import { deleteOnServerQuestion, deleteQuestion, resetQuestion } from "./branch-questions.ts";
import { visible } from "./foreign.tsx";
import { replaceBranch } from "./replace-branch.ts";
import { fromHere } from "./route.ts";

/** What the page does with branches, tags and commits: asks first, shows progress and errors, and reads the state again. */
export interface BranchActions {
  checkOut(branch: string): Promise<void>;
  create(name: string, from: string): Promise<boolean>;
  push(branch: string): Promise<void>;
  replaceOnServer(branch: string): Promise<void>;
  merge(ref: string, author: Person): Promise<void>;
  revert(oid: string, author: Person): Promise<void>;
  rename(name: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  removeOnServer(name: string): Promise<void>;
  reset(to: string, files: "keep" | "discard"): Promise<void>;
  tag(name: string, at: string, message: string, author?: Person): Promise<boolean>;
  pushTag(name: string): Promise<void>;
  removeTag(name: string): Promise<void>;
  removeTagOnServer(name: string): Promise<void>;
}

const MERGED = { "up-to-date": "Already up to date.", "fast-forward": "Fast-forwarded.", merged: "Merged.", conflicts: "There are conflicts." } as const;

/** The actions at a place of the view, which shows what happens there. */
export function useBranches(clone: OpenClone): (place: string) => BranchActions {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const head = clone.refs.value?.head ?? "HEAD";

  return (place) => {
    /** `said` describes the result. */
    async function run<T>(label: string, said: (value: T) => string, work: (running: Parameters<Parameters<typeof clone.operation.run>[1]>[0]) => Promise<T>): Promise<{ value: T } | undefined> {
      const done = await clone.operation.run(label, async (running) => ({ value: await work(running) }), place);
      await clone.refresh();
      if (done) clone.said.value = said(done.value);
      return done;
    }
    return {
      async checkOut(branch) {
        await run("Checking out", () => `Checked out ${visible(branch)}.`, () => git.switchBranch(repositoryRef, branch));
      },
      async create(name, from) {
        const departure = fromHere();
        const created = await run("Creating the branch", () => `Created ${visible(name)}.`, async () => {
          await git.createBranch(repositoryRef, name, from === "" ? undefined : from);
          await git.switchBranch(repositoryRef, name);
        });
        if (created) departure.go(link(repositoryRef, "tree", name));
        return created !== undefined;
      },
      async push(branch) {
        await run("Pushing", () => `Pushed. The server's ${visible(branch)} is up to date.`, (running) => git.with(running).push(repositoryRef, branch));
      },
      replaceOnServer: (branch) => replaceBranch(git, clone, branch, place),
      async merge(ref, author) {
        const departure = fromHere();
        const done = await run<Merged>("Merging", ({ kind }) => MERGED[kind], (running) => git.with(running).merge(repositoryRef, ref, author));
        if (done?.value.kind === "conflicts") departure.go(link(repositoryRef, "conflicts"));
      },
      async revert(oid, author) {
        const departure = fromHere();
        const done = await run<"reverted" | "conflicts">("Reverting", (result) => (result === "reverted" ? "Reverted." : MERGED.conflicts), () => git.revert(repositoryRef, oid, author));
        if (done) departure.go(done.value === "conflicts" ? link(repositoryRef, "conflicts") : link(repositoryRef, "log", head));
      },
      async rename(name, to) {
        await run("Renaming", () => `Renamed ${visible(name)} to ${visible(to)}.`, () => git.renameBranch(repositoryRef, name, to));
      },
      async remove(name) {
        const only = await clone.operation.run("Comparing", () => git.onlyIn(repositoryRef, name), place);
        if (only !== undefined && confirm(deleteQuestion(name, only))) await run("Deleting", () => `Deleted ${visible(name)}.`, () => git.deleteBranch(repositoryRef, name));
      },
      async removeOnServer(name) {
        if (confirm(deleteOnServerQuestion("branch", name))) await run("Deleting", () => `Deleted ${visible(name)} on the server.`, (running) => git.with(running).deleteRemoteBranch(repositoryRef, name));
      },
      async reset(to, files) {
        const loss = await clone.operation.run("Comparing", () => git.lostByReset(repositoryRef, to), place);
        if (loss && confirm(resetQuestion(head, to, files, loss))) await run("Resetting", () => `Reset ${visible(head)}.`, () => git.reset(repositoryRef, to, files));
      },
      async tag(name, at, message, author) {
        return (await run("Tagging", () => `Created ${visible(name)}.`, () => git.createTag(repositoryRef, name, at === "" ? "HEAD" : at, message, author))) !== undefined;
      },
      async pushTag(name) {
        await run("Pushing", () => `Pushed ${visible(name)}.`, (running) => git.with(running).pushTag(repositoryRef, name));
      },
      async removeTag(name) {
        if (confirm(`Delete the tag ${visible(name)} from this browser?`)) await run("Deleting", () => `Deleted ${visible(name)}.`, () => git.deleteTag(repositoryRef, name));
      },
      async removeTagOnServer(name) {
        if (confirm(deleteOnServerQuestion("tag", name))) await run("Deleting", () => `Deleted ${visible(name)} on the server.`, (running) => git.with(running).deleteRemoteTag(repositoryRef, name));
      },
    };
  };
}
