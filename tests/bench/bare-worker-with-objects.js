import { DurableObject } from "cloudflare:workers";

/** The bare worker, deployed with the edge's bindings. */
export { default } from "./bare-worker.js";

export class LoginStore extends DurableObject {}
export class SessionStore extends DurableObject {}
