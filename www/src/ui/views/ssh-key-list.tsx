import type { ComponentChildren, JSX } from "preact";

import { MOST_KEYS, type SshKeyContents, type UserSshKey } from "../../core/iam/ssh-keys.ts";
import { Foreign, visible } from "../foreign.tsx";
import { AgeBadge } from "./age-badge.tsx";
import type { SshKeyChange } from "./ssh-key-questions.ts";

export interface SshKeyListProps {
  keys: readonly UserSshKey[];
  /** What is known of the keys' contents, by id. */
  contents: ReadonlyMap<string, SshKeyContents>;
  now: number;
  /** The age in days from which a key is old. */
  oldAge: number;
  /** Whether a change is being made. */
  busy: boolean;
  onUse: (key: UserSshKey) => void;
  onChange: (change: SshKeyChange, key: UserSshKey) => void;
}

/** The user's SSH keys, with what can be done with each. */
export function SshKeyList({ keys, contents, now, oldAge, busy, onUse, onChange }: SshKeyListProps): JSX.Element {
  return (
    <>
      {keys.length === 0 && <p class="body dim">You have no SSH keys. Add one: CodeCommit then accepts the private key that belongs to it.</p>}
      {keys.length >= MOST_KEYS && <p class="body small dim">IAM allows five keys for a user. To add another, delete one.</p>}
      {keys.length > 0 && (
        <ul class="list">
          {keys.map((key) => {
            const { fingerprint, openssh = "" } = contents.get(key.id) ?? {};
            const comment = openssh.split(" ").slice(2).join(" ").trim();
            return (
              <li key={key.id} class="row split">
                <div class="stack">
                  <div class="row">
                    <strong>
                      <Foreign text={key.id} />
                    </strong>
                    <span class={key.active ? "badge good" : "badge warn"}>{key.active ? "active" : "inactive"}</span>
                    <AgeBadge of={key} since="uploaded" now={now} days={oldAge} />
                    {comment && <Small>{<Foreign text={comment} />}</Small>}
                  </div>
                  {fingerprint && (
                    <Small>
                      MD5 <code><Foreign text={fingerprint} /></code>
                    </Small>
                  )}
                </div>
                <div class="row" role="group" aria-label={visible(key.id)}>
                  <button type="button" class="small" onClick={() => onUse(key)}>
                    Use it
                  </button>
                  <button type="button" class="small" disabled={busy} onClick={() => onChange(key.active ? "deactivate" : "activate", key)}>
                    {key.active ? "Make inactive" : "Activate"}
                  </button>
                  <button type="button" class="small danger" disabled={busy} onClick={() => onChange("delete", key)}>
                    Delete
                  </button>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}

function Small({ children }: { children: ComponentChildren }): JSX.Element {
  return <span class="small dim">{children}</span>;
}
