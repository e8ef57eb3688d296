export * from './api.js';
export { codecommitAuth, type CodeCommitAuthHandlers } from './isomorphic-git.js';

/**
 * Instantiates the wasm, which this entry contains. Everything works without it, except `signGit` and `explainGit` where
 * `initSync` fails.
 *
 * @throws {CodeCommitSignerError} `load_failed`
 */
export function init(): Promise<void>;

/**
 * Instantiates the wasm at once, as the first signature does without it.
 *
 * @throws {CodeCommitSignerError} `load_failed`: the main thread of Chromium before version 115 compiles only
 *   asynchronously. `await init()` there
 */
export function initSync(): void;
