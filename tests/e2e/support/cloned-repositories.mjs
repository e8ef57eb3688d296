import { gitPassword, withUserinfo } from "./credentials.mjs";

/** Repositories of their own for the tests of a `WwwWorld`, cloned in the page and changed by others. */
export function clonedRepositories(www) {
  const { aws, edge, git, world } = www;
  let repositories = 0;

  return {
    /** The page with a clone of a new repository, signed in. */
    async cloned(t, { fields = {}, options, of } = {}) {
      const name = `app-${++repositories}`;
      await aws.repository("eu-west-1", name);
      const page = await www.opened(t, `/eu-west-1/${name}`, options, of);
      const keys = await aws.credentials(fields);
      await page.signIn(keys);
      await page.clone();
      const { tab } = page;
      await tab.getByRole("table", { name: "Files" }).waitFor();
      return { page, tab, name, keys, bare: world.bare("eu-west-1", name) };
    },

    /** git's output in a repository of the server. */
    inBare: (bare, ...args) => git.ok(args, { cwd: bare }),

    /** Pushes another user's commits to the server's `main`: one for each file; a content of null deletes it. */
    async movedOn(name, files) {
      const clone = world.directory();
      const url = withUserinfo(`${edge.url}/eu-west-1/${name}`, gitPassword(await aws.credentials(), `eu-west-1/${name}`));
      await git.ok(["clone", "--quiet", url, clone]);
      for (const [path, content] of Object.entries(files)) {
        if (content !== null) await git.commit(clone, path, content);
        else {
          await git.ok(["rm", "--quiet", path], { cwd: clone });
          await git.ok(["commit", "--quiet", "--message", `Delete ${path}`], { cwd: clone });
        }
      }
      await git.ok(["push", "--quiet", "origin", "main"], { cwd: clone });
    },

    /** Appends to a file in the root folder, and waits until it is saved. */
    async edit(page, name, text) {
      await page.edit(name);
      await page.write(text);
    },

    async create(page, path, text) {
      await page.view("Files");
      await page.tab.getByRole("link", { name: "New file" }).click();
      await page.tab.getByLabel("Path and name").fill(path);
      await page.tab.getByRole("button", { name: "Create" }).click();
      await page.write(text);
    },
  };
}
