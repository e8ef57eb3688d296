// isomorphic-git takes node's `Buffer` for granted.
export { Buffer } from "buffer/";
