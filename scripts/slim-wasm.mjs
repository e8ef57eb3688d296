// slim-wasm.mjs MODULE [BUNDLE]: removes unneeded code from a module, in place.
//
// - The formatting of panic messages: a panic becomes the trap in which it ends anyway. Besides their size, such
//   messages may quote secret input.
// - `Debug`, which only such messages use.
// - Exports that the JavaScript bundle does not name: those of a library's unused classes.
//
// `wasm-opt` then removes the code that only these used. The module must still have its function names.

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

// If the compiler names its functions differently, nothing would be found: fail instead of skipping the step.
if (slimmed.panics === 0) throw new Error(`${path} has no panic function: is its name section gone, or does the compiler name them differently?`);
if (!module.validate()) throw new Error(`${path} is not valid any more`);
writeFileSync(path, module.emitBinary());

/** `core[c5930c85a12de822]::str` → `core::str` */
function withoutHashes(name) {
  return name.replace(/\[[0-9a-f]{16}\]/g, "");
}
