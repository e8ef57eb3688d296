import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

import { packagesOf } from "../scripts/npm-packages.mjs";

/** Writes the licences of bundled packages to a file; `NOTICES` is its URL, for the page to link to. */
export function notices(): Plugin {
  const text = written();
  // Browsers cache files below this path indefinitely.
  const fileName = `www/licences-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.txt`;
  return {
    name: "notices",
    config: () => ({ define: { NOTICES: JSON.stringify(`/${fileName}`) } }),
    generateBundle() {
      this.emitFile({ type: "asset", fileName, source: text });
    },
  };
}

function written(): string {
  const packages = packagesOf("www") as { name: string; version: string; license: string; directory: string }[];
  return packages.map(({ name, version, license, directory }) => [`${name} ${version}, ${license}`, ...licences(directory)].join("\n\n")).join(`\n\n${"-".repeat(80)}\n\n`);
}

function licences(directory: string): string[] {
  const files = readdirSync(directory).filter((name) => /^(?:licen[cs]e|copying|notice)/i.test(name));
  return files.map((name) => readFileSync(join(directory, name), "utf8").trim());
}
