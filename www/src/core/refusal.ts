import { CoreError } from "./api.ts";
import { failure } from "./messages.ts";

/** The error that a rejected request's response describes. The edge explains itself in one line of plain text. */
export async function refusal(response: Response): Promise<CoreError> {
  const code = response.headers.get("x-codecommit-edge-code") ?? CODES[response.status] ?? "git_failed";
  const text = (await response.text()).trim();
  // A proxy or captive portal in between answers with HTML.
  return failure(code, /^text\/plain\b/.test(response.headers.get("content-type") ?? "") ? text : undefined);
}

const CODES: Record<number, string> = { 401: "signature_rejected", 403: "access_denied", 404: "not_found", 413: "push_too_large", 429: "throttled" };
