let repositories = 0;

/**
 * The page with a clone of a new repository, signed in; `files` replace those of the sample.
 *
 * @param {import("./www-world.mjs").WwwWorld} www
 * @param {[mode: string, path: string, content: string | Buffer][]} [files] with the commit in place of a submodule's content
 */
export async function filledRepository(www, t, files) {
  const name = `filled-${++repositories}`;
  await www.aws.repository("eu-west-1", name);
  const bare = www.world.bare("eu-west-1", name);
  if (files) await commit(www.git, bare, files);
  const page = await www.opened(t, `/eu-west-1/${name}`);
  await page.signIn(await www.aws.credentials());
  await page.clone();
  await page.tab.getByRole("table", { name: "Files" }).waitFor();
  return { page, tab: page.tab, name, bare, place: `/eu-west-1/${name}` };
}

/** Commits files to `main` of a bare repository. */
async function commit(git, bare, files) {
  const run = (args, input) => git.ok(args, { cwd: bare, ...(input !== undefined && { input }) });
  const lines = [];
  for (const [mode, path, content] of files) {
    const oid = mode === "160000" ? content : await run(["hash-object", "-w", "--stdin"], content);
    lines.push(`${mode} ${mode === "160000" ? "commit" : "blob"} ${oid}\t${path}`);
  }
  const tree = await run(["mktree", "--missing"], `${lines.join("\n")}\n`);
  await run(["update-ref", "refs/heads/main", await run(["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit-tree", tree, "-p", "main", "-m", "Files"])]);
}
