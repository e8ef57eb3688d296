import type { WasmModule } from './index.js';

/** The module, as Cloudflare Workers and other runtimes import it; bundlers may give its address instead. */
declare const module: WasmModule;
export default module;
