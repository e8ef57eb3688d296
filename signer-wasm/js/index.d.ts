export * from './api.js';

/** The wasm, if it is not beside the package's modules. */
export type WasmInput = WebAssembly.Module | BufferSource | URL | Response;

/**
 * Loads the wasm. Must be awaited once before `signGit` and `explainGit`; later calls cost nothing, and try again after
 * a failure. `GitSigner` loads it itself.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(input?: WasmInput | Promise<WasmInput>): Promise<void>;
