import type { Problem } from "../problem.ts";

/** The page's form of the signer's message about a key: what was seen, and what to do. */
export function sshKeyProblem({ code, message }: { code: string; message: string }): Problem {
  const [, sentence = message, next = ""] = /^(.*?[.])\s+(.*)$/s.exec(message) ?? [];
  return { code, sentence, next };
}
