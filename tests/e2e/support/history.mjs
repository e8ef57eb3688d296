import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A repository on local AWS with commits of one's own. `commit` writes, moves (`[from, to]`) and deletes (`null`) files, and returns the
 * commit's ID; `push` sends all to the server's `main`.
 */
export async function startHistory({ aws, git, world }, name) {
  await aws.repository("eu-west-1", name, { sample: "empty" });
  const bare = world.bare("eu-west-1", name);
  const work = world.directory();
  const run = (args, env = {}) => git.ok(args, { cwd: work, env });
  let minute = 0;
  await git.ok(["clone", "-q", bare, work]);
  await run(["checkout", "-q", "-B", "main"]);
  return {
    bare,
    async commit(message, files, ...moves) {
      for (const [from, to] of moves) {
        mkdirSync(dirname(join(work, to)), { recursive: true });
        await run(["mv", from, to]);
      }
      for (const [path, content] of Object.entries(files)) {
        if (content === null) {
          await run(["rm", "-q", path]);
          continue;
        }
        mkdirSync(dirname(join(work, path)), { recursive: true });
        writeFileSync(join(work, path), content);
      }
      const at = `${1_790_000_000 + 60 * minute++} +0000`;
      await run(["add", "-A"]);
      await run(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-q", "-m", message], { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at });
      return run(["rev-parse", "HEAD"]);
    },
    push: () => run(["push", "-qf", bare, "HEAD:refs/heads/main"]),
  };
}
