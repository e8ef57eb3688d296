// isomorphic-git requires node's `Buffer`.
export { Buffer } from "buffer/";
