import { existsSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Every distinct git on the PATH. */
function gits() {
  const found = (process.env.PATH ?? "").split(delimiter).map((directory) => join(directory, "git"));
  const programs = [...new Set(found.filter((path) => existsSync(path)).map((path) => realpathSync(path)))];
  const command = [process.execPath, here("git.mjs")];
  return programs.map((path) => ({ id: "git", command, env: { CLIENT_GIT: path } }));
}

/** The clients that need nothing besides the tests' own dependencies. */
export function presentClients() {
  return [...gits(), { id: "isomorphic-git", command: [process.execPath, here("isomorphic-git.mjs")] }];
}

/**
 * All clients; `scripts/clients` has installed the missing ones below `directory`.
 *
 * @returns {{ clients: { id: string, command: string[], env?: object }[], absent: string[] }}
 */
export function allClients(directory) {
  const python = join(directory, "python/bin/python");
  const debian = (name) => join("/usr/share/java", name);
  const jars = [join(directory, "jgit"), ...["org.eclipse.jgit.jar", "slf4j-api.jar", "slf4j-nop.jar"].map(debian)];
  const built = [
    { id: "libgit2", needs: python, command: [python, here("pygit2.py")] },
    { id: "dulwich", needs: python, command: [python, here("dulwich.py")] },
    { id: "gitoxide", needs: join(directory, "gitoxide-driver"), command: [join(directory, "gitoxide-driver")] },
    { id: "JGit", needs: join(directory, "jgit/JGit.class"), command: ["java", "-cp", jars.join(delimiter), "JGit"] },
    { id: "go-git", needs: join(directory, "go-git"), command: [join(directory, "go-git")] },
  ];
  const isThere = ({ needs }) => existsSync(needs);
  return {
    clients: [...presentClients(), ...built.filter(isThere)],
    absent: built.filter((client) => !isThere(client)).map(({ id }) => id),
  };
}
