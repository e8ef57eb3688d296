import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rollup } from "vite";

import type { Build } from "./src/core/offline/build.ts";

const SOURCE = fileURLToPath(new URL("src/core/offline/service-worker.ts", import.meta.url));

/** Writes the service worker, which knows the names of all files of this build and so changes with it. */
export function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      this.emitFile({ type: "asset", fileName: "service-worker.js", source: await written(buildOf(bundle)) });
    },
  };
}

function buildOf(bundle: Rollup.OutputBundle): Build {
  const page = bundle["index.html"];
  if (page?.type !== "asset") throw new Error("the build has no page");
  const named = Array.from(String(page.source).matchAll(/"(\/www\/[^"]+)"/g), ([, name = ""]) => name).sort();
  const entry = Object.values(bundle).find((output) => output.type === "chunk" && output.isEntry);
  if (!entry || !named.includes(`/${entry.fileName}`)) throw new Error("the page does not name its script");
  // Licences are for reading in a tab of their own.
  const files = Object.keys(bundle).filter((name) => name.startsWith("www/") && !name.endsWith(".txt"));
  return { entry: `/${entry.fileName}`, files: files.map((name) => `/${name}`).sort(), named };
}

async function written(BUILD: Build): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    define: { BUILD: JSON.stringify(BUILD) },
    build: { write: false, target: "es2022", rollupOptions: { input: SOURCE, output: { format: "iife" } } },
  });
  const [output] = [built].flat().flatMap((each) => ("output" in each ? each.output : []));
  if (output?.type !== "chunk") throw new Error("the service worker was not built");
  return output.code;
}
