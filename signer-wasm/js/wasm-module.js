import { CodeCommitSignerError } from './error.js';

/** A wasm module that is instantiated once, on first use. */
export class WasmModule {
  #glue;
  #glueName;
  #loading;
  #loaded = false;

  /**
   * @param glue the module's imports: the exports of the JavaScript that wasm-bindgen generated
   * @param glueName the name of these imports in the module
   */
  constructor(glue, glueName) {
    this.#glue = glue;
    this.#glueName = glueName;
  }

  /** Instantiates the module that `open` returns for the input; after a failure it can be called again. */
  load(open, input) {
    this.#loading ??= this.#start(open, input).catch((error) => {
      this.#loading = undefined;
      throw new CodeCommitSignerError(
        'load_failed',
        `the signer's wasm could not be loaded (${error?.message ?? error}); ` +
          'serve its .wasm file beside the script, or hand it to init() as a WebAssembly.Module, bytes, URL or Response',
        { cause: error },
      );
    });
    return this.#loading;
  }

  /** Throws if `init()` has not completed. */
  assertLoaded() {
    if (!this.#loaded) {
      throw new CodeCommitSignerError('not_initialised', 'codecommit-signer is not initialised: `await init()` first');
    }
  }

  async #start(open, input) {
    const source = await open(await input);
    const binary = source instanceof Response ? await bytes(source) : source;
    const instantiated = await WebAssembly.instantiate(binary, { [this.#glueName]: this.#glue });
    const { exports } = instantiated.instance ?? instantiated;
    this.#glue.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
    this.#loaded = true;
  }
}

/** Streaming compilation is not worth its code for some kilobytes, and requires the right media type. */
async function bytes(response) {
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  return response.arrayBuffer();
}
