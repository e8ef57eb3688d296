import type { Platform } from './platform.js';

export * from './api.js';

/** A compiled module. */
export type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Type } } } ? Type : object;

/** The wasm, if it is not beside the package's modules. */
export type WasmInput =
  | WasmModule
  | ArrayBuffer
  | ArrayBufferView
  | Platform<'URL', { readonly href: string }>
  | Platform<'Response', { arrayBuffer(): Promise<ArrayBuffer> }>;

/**
 * Loads the wasm. Must be awaited once before `signGit` and `explainGit`; later calls cost nothing, and try again after
 * a failure. `GitSigner` loads it itself.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(input?: WasmInput | Promise<WasmInput> | undefined): Promise<void>;
