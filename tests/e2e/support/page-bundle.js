export { default as git } from "isomorphic-git";
export { default as http } from "isomorphic-git/http/web";
export { MemoryFs } from "./memory-fs.js";
