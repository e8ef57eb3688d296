import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Prints which files the page loads first and which on demand, and fails if the first load exceeds `limit` bytes gzipped. */
export function firstLoad(limit: number): Plugin {
  return {
    name: "first-load",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const first = new Set<string>();
      for (const output of Object.values(bundle)) {
        if (output.type === "chunk" && output.isEntry) follow(output, bundle, first);
      }
      // The page's styles are one file; the page starts git's worker itself, so the worker is no static import.
      for (const { fileName } of Object.values(bundle)) {
        if (/^www\/index-.*\.css$|^index\.html$/.test(fileName)) first.add(fileName);
        if (/^www\/worker-.*\.js$/.test(fileName)) followWorker(fileName, bundle, first);
      }
      let sum = 0;
      for (const output of Object.values(bundle)) {
        const content = output.type === "chunk" ? output.code : output.source;
        const [raw, zipped] = [Buffer.byteLength(content), gzipSync(content, { level: 9 }).byteLength];
        const isFirst = first.has(output.fileName);
        if (isFirst) sum += zipped;
        console.log(`  ${output.fileName.padEnd(50)} ${String(raw).padStart(8)} bytes, ${zipped} gzipped${isFirst ? ", first load" : ""}`);
      }
      console.log(`  ${"first load".padEnd(50)} ${sum} gzipped of ${limit}`);
      if (sum > limit) this.error(`the first load is ${sum} bytes gzipped, more than ${limit}: import what is not needed at once on demand`);
    },
  };
}

function follow(chunk: Rollup.OutputChunk, bundle: Rollup.OutputBundle, into: Set<string>): void {
  if (into.has(chunk.fileName)) return;
  into.add(chunk.fileName);
  for (const name of chunk.imports) {
    const imported = bundle[name];
    if (imported?.type === "chunk") follow(imported, bundle, into);
  }
}

/** A worker's files are built before, and are assets of this bundle: only their text says what they import. */
function followWorker(fileName: string, bundle: Rollup.OutputBundle, into: Set<string>): void {
  const output = bundle[fileName];
  if (into.has(fileName) || !output) return;
  into.add(fileName);
  const text = String(output.type === "chunk" ? output.code : output.source);
  for (const [, name] of text.matchAll(/\b(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) followWorker(`www/${name}`, bundle, into);
}
