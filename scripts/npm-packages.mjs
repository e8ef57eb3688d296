import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/**
 * The npm packages that a workspace includes: its dependencies, their dependencies and so on, from the lock file.
 *
 * @param {string} workspace its folder
 * @returns {{ name: string, version: string, license: string, directory: string }[]} sorted by name
 */
export function packagesOf(workspace) {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const found = new Map();
  const waiting = [workspace];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const { dependencies = {}, optionalDependencies = {} } = packages[from];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = resolved(packages, from, name);
      if (at === undefined || found.has(at)) continue;
      const { version, license, link, resolved: target } = packages[at];
      if (link) waiting.push(target);
      else {
        found.set(at, { name, version, license, directory: join(ROOT, at) });
        waiting.push(at);
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Finds a package as node does: in the folder's own node_modules, or in one above. */
function resolved(packages, from, name) {
  for (let folder = from; ; folder = folder.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, "")) {
    const at = join(folder, "node_modules", name);
    if (packages[at]) return at;
    if (!/node_modules/.test(folder)) return packages[join("node_modules", name)] ? join("node_modules", name) : undefined;
  }
}
