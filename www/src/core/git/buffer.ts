import { Buffer } from "buffer";

// isomorphic-git takes it from there.
Object.assign(globalThis, { Buffer });
