import { readFileSync } from "node:fs";

/**
 * The parts of a wrangler.toml that the tests need. Supports only the TOML that it uses, and throws at anything else.
 *
 * @returns {{ date: string, flags: string[], durableObjects: { name: string, className: string, sql: boolean }[],
 *   assets?: { directory: string, binding: string } }}
 */
export function readWrangler(path) {
  const [top, ...sections] = split(readFileSync(path, "utf8").replace(/^\s*#.*$/gm, ""));
  const named = (name) => sections.filter((section) => section.name === name);
  const [assets] = named("assets");
  const sqlite = named("migrations").flatMap(({ text }) => strings(text, "new_sqlite_classes"));
  return {
    date: string(top.text, "compatibility_date"),
    flags: strings(top.text, "compatibility_flags"),
    durableObjects: named("durable_objects.bindings").map(({ text }) => {
      const className = string(text, "class_name");
      return { name: string(text, "name"), className, sql: sqlite.includes(className) };
    }),
    assets: assets && { directory: string(assets.text, "directory"), binding: string(assets.text, "binding") },
  };
}

/** The text before the first header, and each `[header]` or `[[header]]` with what is below it. */
function split(toml) {
  const [top, ...rest] = toml.split(/^\s*\[{1,2}([\w.-]+)\]{1,2}\s*(?:#.*)?$/m);
  const sections = [{ name: undefined, text: top }];
  for (let at = 0; at < rest.length; at += 2) sections.push({ name: rest[at], text: rest[at + 1] });
  return sections;
}

function string(text, key) {
  const match = new RegExp(`^\\s*${key}\\s*=\\s*"([^"\\\\]*)"`, "m").exec(text);
  if (!match) throw new Error(`wrangler.toml: no ${key} = "…"`);
  return match[1];
}

/** A list of strings; empty if the key is missing. */
function strings(text, key) {
  if (!new RegExp(`^\\s*${key}\\b`, "m").test(text)) return [];
  const match = new RegExp(`^\\s*${key}\\s*=\\s*\\[([^\\]]*)\\]`, "m").exec(text);
  if (!match) throw new Error(`wrangler.toml: ${key} is not a list of strings`);
  return [...match[1].matchAll(/"([^"\\]*)"/g)].map(([, value]) => value);
}
