import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));
/** Each layer may import itself and those before it. */
const LAYERS = ["core", "app", "ui", "main.tsx"];

/** The files of the page by name, with the files that each imports: statically, dynamically, for types, or as a worker. */
function importsOf(): Map<string, string[]> {
  const files = globSync("**/*.{ts,tsx}", { cwd: SOURCE });
  return new Map(
    files.map((file) => {
      const imported = readFileSync(join(SOURCE, file), "utf8").matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)"(\.[^"?]*\.tsx?)[^"]*"/g);
      return [file, Array.from(imported, ([, path = ""]) => relative(SOURCE, join(SOURCE, dirname(file), path)))];
    }),
  );
}

/** Import cycles, each as a list of files. */
function circles(imports: ReadonlyMap<string, string[]>): string[][] {
  const finished = new Set<string>();
  const found: string[][] = [];
  function visit(file: string, path: string[]): void {
    const start = path.indexOf(file);
    if (start >= 0) found.push([...path.slice(start), file]);
    if (start >= 0 || finished.has(file)) return;
    for (const next of imports.get(file) ?? []) visit(next, [...path, file]);
    finished.add(file);
  }
  for (const file of imports.keys()) visit(file, []);
  return found;
}

const layerOf = (file: string): number => LAYERS.indexOf(file.split("/", 1)[0] ?? "");

test("the page's files import each other without circles", () => {
  const imports = importsOf();
  const count = [...imports.values()].flat().length;
  assert.ok(imports.size > 80 && count > 250, `${imports.size} files, ${count} imports`);
  assert.deepEqual([...imports.values()].flat().filter((file) => !imports.has(file)), [], "every imported file is known");
  assert.deepEqual(circles(imports).map((circle) => circle.join(" → ")), []);
});

test("imports go from ui to app to core, never back", () => {
  const imports = [...importsOf()].flatMap(([file, imported]) => imported.map((to) => [file, to] as const));
  assert.deepEqual(imports.flat().filter((file) => layerOf(file) < 0), [], "every file is in a layer");
  assert.deepEqual(imports.filter(([file, to]) => layerOf(to) > layerOf(file)), []);
});

test("circles and wrong directions are found", () => {
  assert.deepEqual(circles(new Map([["core/a.ts", ["core/b.ts"]], ["core/b.ts", ["core/c.ts"]], ["core/c.ts", ["core/b.ts"]]])), [["core/b.ts", "core/c.ts", "core/b.ts"]]);
  assert.ok(layerOf("ui/root.tsx") > layerOf("app/app.ts") && layerOf("app/app.ts") > layerOf("core/git.ts"));
});
