import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { CloneOptions } from "../../src/core/cloning-api.ts";
import type { GitClient } from "../../src/core/git-api.ts";
import { localGit } from "../../src/core/git/local-git.ts";
import type { Port } from "../../src/core/git/messages.ts";
import { remoteGit } from "../../src/core/git/remote-git.ts";
import { serve } from "../../src/core/git/serve.ts";
import type { RepositoryRef } from "../../src/core/repository-ref.ts";
import { diskStore } from "./disk-store.ts";
import { startGitServer } from "./git-server.ts";

export const PLACE: RepositoryRef = { region: "eu-west-1", repository: "app" };
export const ADA = { name: "Ada", email: "ada@example.com" };
export const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
export const text = (content: Uint8Array | undefined): string | undefined => content && new TextDecoder().decode(content);

/** A file in a working tree: its text, a link, an executable, or none. */
export type Written = string | Uint8Array | { link: string } | { run: string } | null;

/** A repository on a server with another user's clone, and clones of it behind a channel, as in the page. */
export async function startPair(options: { all?: boolean } = {}) {
  const server = await startGitServer(() => undefined, options);
  const elsewhere = join(server.root, "elsewhere");
  server.git("clone", "-q", server.bare, elsewhere);
  const channels: MessageChannel[] = [];
  let files = 0;

  return {
    server,
    elsewhere,
    /** Writes files there, commits and pushes. */
    there(files: Record<string, Written>, branch = "main"): void {
      put(elsewhere, files);
      server.git("-C", elsewhere, "add", "-A");
      server.git("-C", elsewhere, "commit", "-q", "--allow-empty", "-m", "theirs");
      server.git("-C", elsewhere, "push", "-q", "origin", `HEAD:${branch}`);
    },
    /** Writes a file with this content, for git to read. */
    file(content: string): string {
      const path = join(server.root, `file-${++files}`);
      writeFileSync(path, content);
      return path;
    },
    /** A clone, with its directory; `reopened` is git in a page that opens later. */
    async clone(name: string, options: CloneOptions = {}): Promise<{ git: GitClient; dir: string; native(...given: string[]): string; reopened(): GitClient }> {
      const store = diskStore(join(server.root, "clones", name));
      const reopened = (): GitClient => {
        const channel = new MessageChannel();
        channels.push(channel);
        channel.port1.start();
        channel.port2.start();
        serve(channel.port2 as unknown as Port, (authorize) => localGit({ store, authorize, edge: server.edge }));
        return remoteGit(channel.port1 as unknown as Port, async () => "Bearer x");
      };
      const git = reopened();
      await git.clone(PLACE, options);
      const dir = store.where(PLACE);
      return { git, dir, native: (...given) => server.git("-C", dir, ...given), reopened };
    },
    async stop(): Promise<void> {
      for (const { port1, port2 } of channels) [port1, port2].forEach((port) => port.close());
      await server.stop();
    },
  };
}

/** Writes files into a directory, replacing what is there. */
export function put(dir: string, files: Record<string, Written>): void {
  for (const [path, written] of Object.entries(files)) {
    const file = join(dir, path);
    rmSync(file, { recursive: true, force: true });
    if (written === null) continue;
    mkdirSync(dirname(file), { recursive: true });
    if (typeof written === "string" || written instanceof Uint8Array) writeFileSync(file, written);
    else if ("link" in written) symlinkSync(written.link, file);
    else {
      writeFileSync(file, written.run);
      chmodSync(file, 0o755);
    }
  }
}
