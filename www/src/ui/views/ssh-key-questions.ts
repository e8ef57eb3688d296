import type { UserSshKey } from "../../core/iam/ssh-keys.ts";
import { visible } from "../foreign.tsx";

export type SshKeyChange = "activate" | "deactivate" | "delete";

/** What the user is asked before a change of an SSH key: what will stop working, and whether it can be undone. `all` are all keys of the user. */
export function sshKeyQuestion(change: SshKeyChange, key: UserSshKey, all: readonly UserSshKey[]): string {
  const name = visible(key.id);
  const last = key.active && all.every((other) => other.id === key.id || !other.active);
  const none = last ? " No other key is active, so you cannot use SSH at all then." : "";
  switch (change) {
    case "activate":
      return `Activate ${name}? Everyone who has its private key can use your repositories again.`;
    case "deactivate":
      return `Make ${name} inactive? Every computer and program that uses it will be refused until you activate it again.${none}`;
    case "delete":
      return `Delete ${name}? Everything that still uses it will be refused. If you upload the key again, it gets another id. This cannot be undone.${key.active ? " It is still active: if you make it inactive first, you can see what uses it and go back." : ""}${none}`;
  }
}

/** The question before the private key of a generated key is gone. */
export const BEFORE_LEAVING_KEY = "Have you saved the private key? It is shown only now. If you leave, it is gone, and you need to generate another key.";
