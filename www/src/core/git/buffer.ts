import { Buffer } from "buffer";

// isomorphic-git uses the global.
Object.assign(globalThis, { Buffer });
