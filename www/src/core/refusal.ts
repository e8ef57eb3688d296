import { failure } from "./messages.ts";
import { CoreError } from "./problem.ts";

/**
 * The error that a rejected request's response describes. The edge explains itself in one line of plain text, or in JSON if
 * the request accepts that.
 */
export async function refusal(response: Response): Promise<CoreError> {
  const code = response.headers.get("x-codecommit-edge-code") ?? CODES[response.status] ?? "git_failed";
  return failure(code, messageIn(response.headers.get("content-type") ?? "", (await response.text()).trim()));
}

/** A proxy or captive portal in between answers with HTML. */
function messageIn(type: string, text: string): string | undefined {
  if (/^text\/plain\b/.test(type)) return text;
  if (type !== "application/json") return undefined;
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

const CODES: Record<number, string> = { 401: "signature_rejected", 403: "access_denied", 404: "not_found", 413: "push_too_large", 429: "throttled" };
