import type { GitCredentials } from "../../core/iam/git-credentials.ts";
import { visible } from "../foreign.tsx";

/** What the user is asked before a set of Git credentials is changed: what will stop working, and whether it can be undone. */
export type CredentialChange = "activate" | "deactivate" | "reset" | "delete";

/** The question before a change of a set; `all` are all sets of the user. */
export function questionBefore(change: CredentialChange, set: GitCredentials, all: readonly GitCredentials[]): string {
  const name = visible(set.username);
  const last = set.active && all.every((other) => other.id === set.id || !other.active);
  const none = last ? " No other set is active, so none of your applications can use Git credentials then." : "";
  switch (change) {
    case "activate":
      return `Activate ${name}? Everyone who has its password can use your repositories again.`;
    case "deactivate":
      return `Make ${name} inactive? Every git client, pipeline and script that uses it will be refused until you activate it again.${none}`;
    case "reset":
      return `Reset the password of ${name}? The old password stops working, and everything that uses it will be refused until you enter the new one there. This cannot be undone.`;
    case "delete":
      return `Delete ${name}? Everything that still uses it will be refused. This cannot be undone.${set.active ? " It is still active: if you make it inactive first, you can see what uses it and go back." : ""}${none}`;
  }
}

/** The question before the password of new credentials is gone. */
export const BEFORE_LEAVING = "Have you saved the password? It is shown only now. If you leave, it is gone, and you can only reset it.";
