import { defineConfig } from "vite";

import { firstLoad } from "./first-load.ts";
import { notices } from "./notices.ts";
import { serviceWorker } from "./service-worker.ts";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // lightning-fs looks for TextEncoder on `global`.
  define: { global: "globalThis" },
  // The edge serves the files as they are: hashed names under one path, nothing inline.
  build: { assetsDir: "www", assetsInlineLimit: 0, target: "es2022", modulePreload: { polyfill: false }, reportCompressedSize: false },
  worker: { format: "es" },
  plugins: [notices(), firstLoad(150_000), serviceWorker()],
});
