import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { listSshKeys, type UserSshKey } from "../../core/iam/ssh-keys.ts";
import { onDemand } from "../on-demand.tsx";
import { useIam } from "../use-iam.ts";
import { AgeReminder } from "../views/age-reminder.tsx";

export interface SshKeysProps {
  arn: string;
  userName: string;
}

const SshKeysScreen = onDemand(async () => (await import("./ssh-keys.tsx")).SshKeysScreen);

/** The user's SSH keys, which load when the user asks for them. Old ones are named before that. */
export function SshKeys(props: SshKeysProps): JSX.Element {
  const { preferences } = useApp();
  const { caller } = useIam(props.arn, props.userName);
  const [open, setOpen] = useState(false);
  const [keys, setKeys] = useState<readonly UserSshKey[]>();
  // Without permission for it, nothing is known to be old.
  useEffect(() => void listSshKeys(caller()).then((listed) => setKeys((newer) => newer ?? listed), () => undefined), []);
  const advice = open ? "Replace it in the steps below: nothing stops working meanwhile." : "Choose Manage SSH keys to replace it: nothing stops working meanwhile.";
  return (
    <>
      <AgeReminder credentials={(keys ?? []).map((key) => ({ ...key, name: key.id }))} now={Date.now()} days={preferences.credentialAge.value} advice={advice} />
      {open ? <SshKeysScreen {...props} onKeys={setKeys} /> : <Closed onOpen={() => setOpen(true)} />}
    </>
  );
}

function Closed({ onOpen }: { onOpen: () => void }): JSX.Element {
  return (
    <section class="card" aria-labelledby="ssh-keys-title">
      <header class="split">
        <h2 id="ssh-keys-title">SSH keys</h2>
        <button type="button" class="small" onClick={onOpen}>
          Manage SSH keys
        </button>
      </header>
      <p class="body dim">For networks and programs that need SSH. IAM knows your public key; the private key stays with you. SSH goes to CodeCommit directly, not through this edge.</p>
    </section>
  );
}
