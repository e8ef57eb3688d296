import { CodeCommitSignerError } from './error.js';

/** A wasm module that is instantiated once, on first use. */
export class WasmModule {
  #glue;
  #glueName;
  #open;
  #file;
  #embedded;
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

  /**
   * Sets the default location of the module, for calls of `init()` without an argument.
   *
   * @param open reads a `URL`, and returns every other input unchanged
   * @param file returns the URL or the compiled module. Only called when it is needed: bundles without
   *   `import.meta.url` have no URL
   */
  isAt(open, file) {
    this.#open = open;
    this.#file = file;
  }

  /** Says that the program contains the module: `embedded` returns it, as bytes or compiled. Preferred to a file. */
  isEmbedded(embedded) {
    this.#embedded = embedded;
  }

  /** Instantiates the module, by default the embedded one or the file; after a failure it can be called again. */
  load(input) {
    this.#loading ??= this.#start(input).catch((error) => {
      this.#loading = undefined;
      throw loadFailed(error);
    });
    return this.#loading;
  }

  /** Instantiates the embedded module at once. */
  loadNow() {
    if (this.#loaded) return;
    try {
      const embedded = this.#embedded();
      const module = embedded instanceof WebAssembly.Module ? embedded : new WebAssembly.Module(embedded);
      this.#use(new WebAssembly.Instance(module, this.#imports()));
    } catch (error) {
      throw loadFailed(error, true);
    }
    this.#loading = Promise.resolve();
  }

  get isLoaded() {
    return this.#loaded;
  }

  /** Throws unless the module is loaded or can be loaded at once. */
  assertLoaded() {
    if (this.#loaded) return;
    if (this.#embedded) return this.loadNow();
    throw new CodeCommitSignerError(
      'not_initialised',
      'codecommit-signer is not initialised: `await init()` first, or import codecommit-signer/inline, which needs no init()',
    );
  }

  async #start(input) {
    const given = await (input ?? this.#embedded?.() ?? this.#file());
    const source = this.#open ? await this.#open(given) : given;
    const binary = source instanceof Response ? await bytes(source) : source;
    const instantiated = await WebAssembly.instantiate(binary, this.#imports());
    // Loaded at once in the meantime: what was signed with that instance needs it.
    if (!this.#loaded) this.#use(instantiated.instance ?? instantiated);
  }

  #imports() {
    return { [this.#glueName]: this.#glue };
  }

  #use({ exports }) {
    this.#glue.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
    this.#loaded = true;
  }
}

/** Streaming compilation is not worth its code for some kilobytes, and requires the right media type. */
async function bytes(response) {
  if (!response.ok) throw new Error(`${response.status} for ${response.url}`);
  if (/^text\/html\b/i.test(response.headers.get('content-type'))) throw new Error(`a page instead of wasm at ${response.url}`);
  return response.arrayBuffer();
}

function loadFailed(error, atOnce = false) {
  const seen = error?.message ?? String(error);
  return new CodeCommitSignerError('load_failed', `the signer's wasm could not be loaded (${seen}); ${remedy(seen, atOnce)}`, {
    cause: error,
  });
}

function remedy(seen, atOnce) {
  if (/content.security.policy|unsafe-eval/i.test(seen)) {
    return "allow it with 'wasm-unsafe-eval' in the directive script-src of the page's Content-Security-Policy";
  }
  if (atOnce) return '`await init()` before the first call, because some browsers only compile asynchronously';
  return (
    'if a bundler made this program, its .wasm file is probably missing: import codecommit-signer/inline, which contains it, ' +
    'or serve the file beside the script, or give it to init() as a WebAssembly.Module, bytes, URL or Response'
  );
}
