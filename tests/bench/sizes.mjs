import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { run } from "./processes.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const WORKER = "worker, whole";
export const PAGE = "browser client, first load";
const FILES = {
  "signer, wasm": ["signer-wasm/js/wasm/codecommit_signer_bg.wasm"],
  "signer, JavaScript around it": ["signer-wasm/js/wasm/codecommit_signer.js"],
  "signer for API calls, wasm": ["signer-wasm/js/wasm/codecommit_signer_request_bg.wasm"],
  "SSH keys, wasm": ["signer-wasm/js/wasm/codecommit_signer_ssh_keys_bg.wasm"],
  "worker, wasm": ["edge-proxy/build/edge_proxy_bg.wasm"],
  "worker, JavaScript": ["edge-proxy/build/index.js"],
  [WORKER]: ["edge-proxy/build/edge_proxy_bg.wasm", "edge-proxy/build/index.js"],
};

/** The sizes of the deliverables in bytes: each file raw and gzipped. */
export async function sizes() {
  const measured = Object.fromEntries(Object.entries(FILES).map(([name, paths]) => [name, measure(paths)]));
  measured[PAGE] = measure(firstLoad());
  const packed = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: join(ROOT, "signer-wasm") });
  const described = JSON.parse(packed);
  const { size, unpackedSize } = Array.isArray(described) ? described[0] : Object.values(described)[0];
  measured["codecommit-signer, the npm package"] = { raw: unpackedSize, gzipped: size };
  return measured;
}

/** The files that a browser loads before sign-in; a test compares them with a browser. */
function firstLoad() {
  const names = readdirSync(join(ROOT, "www/dist/www")).filter((name) => /^(?:index|worker)-/.test(name));
  return ["www/dist/index.html", ...names.map((name) => join("www/dist/www", name))];
}

function measure(paths) {
  const files = paths.map((path) => readFileSync(join(ROOT, path)));
  const sum = (sizeOf) => files.reduce((total, file) => total + sizeOf(file), 0);
  return { raw: sum((file) => file.length), gzipped: sum((file) => gzipSync(file, { level: 9 }).length) };
}
