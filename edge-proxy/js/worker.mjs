// The module that the runtime loads: starts the wasm instance, and replaces it after a trap.

import { env } from "cloudflare:workers";

import { __wbg_reset_state as reinstantiate, initSync, start } from "../build/edge_proxy.js";
import module from "../build/edge_proxy_bg.wasm";
import { internalError } from "./internal_error.js";
import { drain } from "./request_body.js";
import { logLost, newCall, serve } from "./serve.js";

initSync({ module });
// At the top level, so that an invalid configuration keeps the worker from starting.
start(env);

export { LoginStore } from "./login_store.js";
export { SessionStore } from "./session_store.js";

let trapped = false;

// A trap after the first await surfaces in a microtask, where no caller can catch it. The runtime cancels the
// requests that wait for the instance; the next request gets a new instance.
addEventListener("error", (event) => noteTrap(event.error));
addEventListener("unhandledrejection", (event) => noteTrap(event.reason));

export default {
  fetch(request, env, ctx) {
    const call = newCall(request, ctx);
    const failed = (error) => {
      noteTrap(error);
      return internalError(error, call);
    };
    try {
      if (trapped) {
        reinstantiate();
        start(env);
        trapped = false;
      }
      const response = serve(call).catch(failed);
      return request.body === null ? response : response.then((response) => finish(request, response));
    } catch (error) {
      return failed(error);
    }
  },
};

/**
 * Delays a refusal, or a response to a body that was not read, while the client is sending: it may not read the response
 * before.
 */
async function finish(request, response) {
  const { status, headers } = response;
  if (status >= 400 || headers.has("x-codecommit-edge-code") || !request.bodyUsed) await drain(request);
  return response;
}

/** A trap leaves the instance's memory in an unknown state, so it must not be used again. */
function noteTrap(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  trapped = true;
  logLost(error);
}
