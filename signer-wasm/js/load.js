import instantiate from './wasm/codecommit_signer.js';
import { CodeCommitSignerError } from './error.js';

let loading;
let loaded = false;

/** Instantiates what `open` gives, once; a failure is forgotten, so that it can be tried again. */
export function load(open, input) {
  loading ??= start(open, input).catch((error) => {
    loading = undefined;
    throw new CodeCommitSignerError(
      'load_failed',
      `the signer's wasm could not be loaded (${error?.message ?? error}); ` +
        'serve codecommit_signer_bg.wasm beside the script, or hand it to init() as a WebAssembly.Module, bytes, URL or Response',
      { cause: error },
    );
  });
  return loading;
}

/** Refuses a call that came before `init()`. */
export function assertLoaded() {
  if (!loaded) {
    throw new CodeCommitSignerError('not_initialised', 'codecommit-signer is not initialised: `await init()` first');
  }
}

async function start(open, input) {
  await instantiate({ module_or_path: await open(await input) });
  loaded = true;
}
