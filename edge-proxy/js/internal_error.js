import { loggedId, writeLostLine } from "./access_log.js";

/**
 * Responds to a request that failed because of a fault in the edge, and logs the fault.
 *
 * @param {unknown} error
 * @param {import("./serve.js").Call} call
 * @returns {Response}
 */
export function internalError(error, call) {
  writeLostLine(call, { status: 500, code: "internal", detail: String(error) });
  return new Response("Internal error. Please try again.\n", {
    status: 500,
    headers: {
      "content-type": "text/plain",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-codecommit-edge-code": "internal",
      "x-request-id": loggedId(call),
    },
  });
}
