import { HOSTILE_BRANCHES, HOSTILE_FILES, HOSTILE_NAMES, HOSTILE_TAGS, LARGE_FILES } from "./hostile-contents.mjs";

const AUTHOR = "\u202e<img src=x onerror=top.__ran=1 \u001b[31m";
const SUBJECT = "<script>top.__ran=1</script> \u202esubject\u2066 \u001b[2Jcleared";
const BODY = "<img src=x onerror=top.__ran=1>\n\n[x](javascript:top.__ran=1)\n\u200b\u0007\n";

/** A name that is not valid UTF-8. */
const BROKEN_NAME = Buffer.from([0x66, 0xff, 0xfe, 0x2e, 0x74, 0x78, 0x74]);

/** Writes git objects exactly as given, without any correction. */
class Plumbing {
  constructor(git, bare) {
    this.git = (args, input = "") => git.ok(args, { cwd: bare, input });
  }

  blob(content) {
    return this.git(["hash-object", "-w", "--stdin"], content);
  }

  async file(name, content) {
    return [name, "100644", await this.blob(content)];
  }

  /** @param {[name: string | Buffer, mode: string, oid: string][]} entries */
  tree(entries) {
    const lines = entries.map(([name, mode, oid]) => {
      const kind = mode === "040000" ? "tree" : mode === "160000" ? "commit" : "blob";
      return Buffer.concat([Buffer.from(`${mode} ${kind} ${oid}\t`), Buffer.from(name), Buffer.from([0])]);
    });
    return this.git(["mktree", "-z", "--missing"], Buffer.concat(lines));
  }

  commit(tree, { parents = [], author = "Alice <alice@example.com> 1700000000 +0000", message }) {
    const lines = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), `author ${author}`, `committer ${author}`, "", message];
    return this.git(["hash-object", "-t", "commit", "-w", "--stdin", "--literally"], lines.join("\n"));
  }

  ref(name, oid) {
    return this.git(["update-ref", name, oid]);
  }
}

/**
 * Fills a bare repository with everything that could mislead readers or run in their browser. Its branch is `main`.
 *
 * @returns {Promise<{ commits: string[] }>} the oldest first
 */
export async function fillHostileRepository(git, bare) {
  const plumbing = new Plumbing(git, bare);
  const files = await Promise.all(Object.entries(HOSTILE_FILES).map(([name, content]) => plumbing.file(name, content)));
  const large = await Promise.all(Object.entries(LARGE_FILES).map(([name, content]) => plumbing.file(name, content)));
  const names = await Promise.all([...HOSTILE_NAMES, BROKEN_NAME].map((name) => plumbing.file(name, `<b onclick=top.__ran=1>${name}</b>\n`)));
  const nested = await plumbing.tree(await Promise.all([plumbing.file("inner.txt", "inner\n"), plumbing.file("README.md", "<style>*{display:none}</style>\n\nInner\n")]));
  const links = await Promise.all(
    Object.entries({ passwd: "/etc/passwd", above: "../../../../", config: ".git/config", markup: "<img src=x onerror=top.__ran=1>" }).map(async ([name, target]) => [name, "120000", await plumbing.blob(target)]),
  );
  const folders = [
    ["content", "040000", await plumbing.tree(files)],
    ["names", "040000", await plumbing.tree(names)],
    ["links", "040000", await plumbing.tree([...links, ["<svg onload=top.__ran=1>", "160000", "1".repeat(40)]])],
    ["<b id=app>", "040000", nested],
    ["__proto__", "040000", nested],
  ];
  const readme = await plumbing.file("README.md", HOSTILE_FILES["README.md"]);
  const picture = await plumbing.file("hostile.svg", HOSTILE_FILES["hostile.svg"]);
  const big = ["large", "040000", await plumbing.tree(large)];

  const first = await plumbing.commit(await plumbing.tree([readme]), { message: "First", author: `${AUTHOR} <"><script>top.__ran=1> 99999999999999999999 +9999` });
  const second = await plumbing.commit(await plumbing.tree([readme, picture, ...folders]), { parents: [first], author: `${AUTHOR} <a@b"onclick=top.__ran=1> 253402300800 +0000`, message: `${SUBJECT}\n\n${BODY}` });
  const third = await plumbing.commit(await plumbing.tree([readme, picture, ...folders, big]), { parents: [second], author: `Bob <bob@example.com> -62135596800 +0000`, message: "" });
  await plumbing.ref("refs/heads/main", third);
  for (const name of HOSTILE_BRANCHES) await plumbing.ref(`refs/heads/${name}`, second);
  for (const name of HOSTILE_TAGS) await plumbing.ref(`refs/tags/${name}`, second);
  await plumbing.git(["symbolic-ref", "HEAD", "refs/heads/main"]);
  return { commits: [first, second, third] };
}

/** Fills a bare repository with a tree whose entries are given: `[name, mode, content]`, where a folder's content is entries. */
export async function fillRepository(git, bare, entries) {
  const plumbing = new Plumbing(git, bare);
  const write = async (inner) => plumbing.tree(await Promise.all(inner.map(async ([name, mode, content]) => [name, mode, await (mode === "040000" ? write(content) : plumbing.blob(content))])));
  await plumbing.ref("refs/heads/main", await plumbing.commit(await write(entries), { message: "All of it" }));
  await plumbing.git(["symbolic-ref", "HEAD", "refs/heads/main"]);
}
