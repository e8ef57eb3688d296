import type { JSX } from "preact";

import { MOST_SETS, type GitCredentials } from "../../core/iam/git-credentials.ts";
import { Foreign, visible } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { AgeBadge } from "./age-badge.tsx";
import type { CredentialChange } from "./credential-questions.ts";

export interface CredentialListProps {
  sets: readonly GitCredentials[];
  now: number;
  /** The age in days from which a set is old. */
  oldAge: number;
  /** Whether a change is being made. */
  busy: boolean;
  onCreate: () => void;
  onReload: () => void;
  onTest: (set: GitCredentials) => void;
  onChange: (change: CredentialChange, set: GitCredentials) => void;
}

/** The user's sets of Git credentials, with what can be done with each. */
export function CredentialList({ sets, now, oldAge, busy, onCreate, onReload, onTest, onChange }: CredentialListProps): JSX.Element {
  return (
    <section class="card" aria-labelledby="git-credentials-title" aria-busy={busy}>
      <header class="split">
        <h2 id="git-credentials-title">Git credentials</h2>
        <div class="row">
          <button type="button" class="small" disabled={busy} onClick={onReload}>
            Reload
          </button>
          <button type="button" class="small primary" disabled={busy || sets.length >= MOST_SETS} onClick={onCreate}>
            <Icon name="key" />
            Create Git credentials
          </button>
        </div>
      </header>
      {sets.length === 0 && <p class="body dim">You have no Git credentials. Create a set: a user name and a password for git, which IAM generates and which work until you change them.</p>}
      {sets.length >= MOST_SETS && <p class="body small dim">IAM allows two sets for a user. To create another, delete one.</p>}
      {sets.length > 0 && (
        <ul class="list">
          {sets.map((set) => (
            <Row key={set.id} set={set} now={now} oldAge={oldAge} busy={busy} onTest={() => onTest(set)} onChange={(change) => onChange(change, set)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ set, now, oldAge, busy, onTest, onChange }: { set: GitCredentials; now: number; oldAge: number; busy: boolean; onTest: () => void; onChange: (change: CredentialChange) => void }): JSX.Element {
  const name = visible(set.username);
  return (
    <li class="row split">
      <div class="row grow">
        <strong>
          <Foreign text={set.username} />
        </strong>
        <span class={set.active ? "badge good" : "badge warn"}>{set.active ? "active" : "inactive"}</span>
        <AgeBadge of={set} since="created" now={now} days={oldAge} />
        <span class="small dim">
          ID ends in <code>{visible(set.id.slice(-4))}</code>
        </span>
      </div>
      <div class="row" role="group" aria-label={name}>
        <button type="button" class="small" disabled={busy} onClick={onTest}>
          Test
        </button>
        <button type="button" class="small" disabled={busy} onClick={() => onChange(set.active ? "deactivate" : "activate")}>
          {set.active ? "Make inactive" : "Activate"}
        </button>
        <button type="button" class="small" disabled={busy} onClick={() => onChange("reset")}>
          Reset the password
        </button>
        <button type="button" class="small danger" disabled={busy} onClick={() => onChange("delete")}>
          Delete
        </button>
      </div>
    </li>
  );
}
