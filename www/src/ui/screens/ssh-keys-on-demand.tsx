import { useState } from "preact/hooks";
import type { JSX } from "preact";

import { failure } from "../../core/messages.ts";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";

export interface SshKeysProps {
  arn: string;
  userName: string;
}

/** The user's SSH keys, which load when the user asks for them. */
export function SshKeys(props: SshKeysProps): JSX.Element {
  const [open, setOpen] = useState(false);
  if (open) return <Loaded {...props} />;
  return (
    <section class="card" aria-labelledby="ssh-keys-title">
      <header class="split">
        <h2 id="ssh-keys-title">SSH keys</h2>
        <button type="button" class="small" onClick={() => setOpen(true)}>
          Manage SSH keys
        </button>
      </header>
      <p class="body dim">For networks and programs that need SSH. IAM knows your public key; the private key stays with you. SSH goes to CodeCommit directly, not through this edge.</p>
    </section>
  );
}

function Loaded(props: SshKeysProps): JSX.Element {
  const { value, problem, reload } = useLoaded(loadScreen, []);
  if (problem) {
    return (
      <Problem problem={problem}>
        <button type="button" onClick={reload}>
          Try again
        </button>
      </Problem>
    );
  }
  return value ? <value.SshKeysScreen {...props} /> : <p role="status">Loading …</p>;
}

function loadScreen(): Promise<typeof import("./ssh-keys.tsx")> {
  return import("./ssh-keys.tsx").catch(() => {
    throw failure("page_incomplete");
  });
}
