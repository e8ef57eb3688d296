// slim-wasm.mjs MODULE [BUNDLE]: takes out of a module, in place, what it carries for nothing.
//
// - The making of a panic's message: a panic becomes the trap that it ends in anyway. Besides its size, such a message can
//   quote what the program was reading when it failed, and that may be a secret.
// - `Debug`, which nothing but such messages prints.
// - Exports that the bundle of its JavaScript does not name: those of a library's classes that are never used.
//
// What only these have used, `wasm-opt` removes after. The names of functions have to be in the module still.

import { readFileSync, writeFileSync } from "node:fs";

import binaryen from "binaryen";

const PANIC = [
  /^core\b.*::panicking::/,
  /^core\b.*::(slice_error_fail|slice_error_fail_rt|slice_index_fail|unwrap_failed|expect_failed)$/,
  /^<?std\b.*\bpanicking::/,
  /^__rustc\b.*::rust_begin_unwind$/,
  /^<?(alloc|hashbrown)\b.*::(handle_error|handle_alloc_error|capacity_overflow)$/,
  // The hook that would print the message.
  /^worker::init::init::/,
];
const DEBUG = / as core\b[^ ]*::fmt::Debug>::fmt\b/;

const [path, bundle] = process.argv.slice(2);
binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(path));
const slimmed = { panics: 0, debugs: 0, exports: 0 };

for (let i = 0; i < module.getNumFunctions(); i++) {
  const reference = module.getFunctionByIndex(i);
  const { name, module: importedFrom, results } = binaryen.getFunctionInfo(reference);
  if (importedFrom) continue;
  if (PANIC.some((pattern) => pattern.test(withoutHashes(name)))) {
    binaryen.Function.setBody(reference, module.unreachable());
    slimmed.panics++;
  } else if (DEBUG.test(name) && results === binaryen.i32) {
    binaryen.Function.setBody(reference, module.i32.const(0));
    slimmed.debugs++;
  }
}

if (bundle) {
  const used = new Set(readFileSync(bundle, "utf8").match(/[\w$]+/g));
  const names = Array.from({ length: module.getNumExports() }, (_, i) => binaryen.getExportInfo(module.getExportByIndex(i)).name);
  for (const name of names.filter((name) => !used.has(name))) {
    module.removeExport(name);
    slimmed.exports++;
  }
}

// A compiler that names its functions in another way must not pass for one that left nothing to take out.
if (slimmed.panics === 0) throw new Error(`${path} has no panic function: is its name section gone, or does the compiler name them differently?`);
if (!module.validate()) throw new Error(`${path} is not valid any more`);
writeFileSync(path, module.emitBinary());

/** `core[c5930c85a12de822]::str` → `core::str` */
function withoutHashes(name) {
  return name.replace(/\[[0-9a-f]{16}\]/g, "");
}
