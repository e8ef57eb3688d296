import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { checkSshKey, isPrivate, loadSshKeys } from "../../core/iam/check-ssh-key.ts";
import { deleteSshKey, getSshKey, listSshKeys, MOST_KEYS, setSshKeyActive, uploadSshKey, type SshKeyContents, type UserSshKey } from "../../core/iam/ssh-keys.ts";
import { Problem } from "../problem.tsx";
import { useGeneratedKey } from "../use-generated-key.ts";
import { useIam } from "../use-iam.ts";
import { GenerateSshKey } from "../views/generate-ssh-key.tsx";
import { KEY_FILE, NewSshKey } from "../views/new-ssh-key.tsx";
import { PasteSshKey } from "../views/paste-ssh-key.tsx";
import { ReplaceSshKey } from "../views/replace-ssh-key.tsx";
import { SshKeyList } from "../views/ssh-key-list.tsx";
import { BEFORE_LEAVING_KEY, sshKeyQuestion, type SshKeyChange } from "../views/ssh-key-questions.ts";
import { UseSshKey } from "../views/use-ssh-key.tsx";

export interface SshKeysScreenProps {
  arn: string;
  userName: string;
  /** Called with the user's keys whenever they have changed. */
  onKeys: (keys: readonly UserSshKey[]) => void;
}

/** The SSH keys of an IAM user: list, add, change. */
export function SshKeysScreen({ arn, userName, onKeys }: SshKeysScreenProps): JSX.Element {
  const { edge, preferences, region } = useApp();
  const { busy, caller, problem, run, said } = useIam(arn, userName);
  const [keys, setKeys] = useState<UserSshKey[]>();
  const [contents, setContents] = useState<ReadonlyMap<string, SshKeyContents>>(new Map());
  const [adding, setAdding] = useState(false);
  const [using, setUsing] = useState<string>();
  const fresh = useGeneratedKey(run);

  useEffect(() => void reload(), []);
  useEffect(() => keys && onKeys(keys), [keys]);

  // IAM's lists may lag behind, so the result of a change is applied here.
  function reload(): Promise<boolean> {
    return run("", async () => {
      const listed = await listSshKeys(caller());
      setKeys(listed);
      for (const { id } of listed) {
        // Without permission for it, the list has no fingerprints.
        void getSshKey(caller(), id).then((found) => setContents((before) => new Map(before).set(id, found)), () => undefined);
      }
    });
  }

  function add(): Promise<boolean> {
    return run("", async () => {
      await loadSshKeys();
      setAdding(true);
    });
  }

  function upload(openssh: string): Promise<boolean> {
    return run("The public key was uploaded. CodeCommit may take some seconds to accept it.", async () => {
      const { fingerprint, openssh: stored, ...key } = await uploadSshKey(caller(), openssh);
      setContents((before) => new Map(before).set(key.id, { fingerprint, openssh: stored }));
      setKeys((before = []) => [...before, key]);
      setAdding(false);
      setUsing(key.id);
    });
  }

  async function uploadFresh(): Promise<void> {
    if (fresh.key && confirm(BEFORE_LEAVING_KEY) && (await upload(fresh.key.publicKey))) fresh.hide();
  }

  function change(kind: SshKeyChange, key: UserSshKey): void {
    if (!confirm(sshKeyQuestion(kind, key, keys ?? []))) return;
    if (kind === "delete") {
      void run(`${key.id} was deleted.`, async () => {
        await deleteSshKey(caller(), key.id);
        setKeys((before = []) => before.filter(({ id }) => id !== key.id));
        if (using === key.id) setUsing(undefined);
      });
      return;
    }
    const active = kind === "activate";
    void run(`${key.id} is ${active ? "active" : "inactive"} now. CodeCommit may take some seconds to notice.`, async () => {
      await setSshKeyActive(caller(), key.id, active);
      setKeys((before = []) => before.map((other) => (other.id === key.id ? { ...key, active } : other)));
    });
  }

  const used = keys?.find(({ id }) => id === using);
  return (
    <section class="card" aria-labelledby="ssh-keys-title" aria-busy={busy}>
      <header class="split">
        <h2 id="ssh-keys-title">SSH keys</h2>
        <div class="row">
          <button type="button" class="small" disabled={busy} onClick={() => void reload()}>
            Reload
          </button>
          <button type="button" class="small primary" disabled={busy || adding || !keys || keys.length >= MOST_KEYS} onClick={() => void add()}>
            Add an SSH key
          </button>
        </div>
      </header>
      <div class="body stack" hidden={!problem && !said && !busy && !adding}>
        <p role="status" class="dim">{fresh.generating ? "Generating the key. This takes some seconds." : busy ? "Working …" : said}</p>
        {problem && <Problem problem={problem} />}
        {fresh.key && <NewSshKey generated={fresh.key} privateKey={fresh.privateKey} busy={busy} onDownload={() => fresh.download(KEY_FILE)} onUpload={() => void uploadFresh()} onDiscard={() => confirm(BEFORE_LEAVING_KEY) && fresh.hide()} />}
        {adding && !fresh.key && (
          <>
            <GenerateSshKey busy={busy} generating={fresh.generating} comment={`${userName}@codecommit`} onGenerate={(options) => void fresh.generate(options)} onStop={fresh.stop} />
            <PasteSshKey busy={busy} check={checkSshKey} isPrivate={isPrivate} onUpload={upload} />
            <div>
              <button type="button" onClick={() => setAdding(false)}>
                Cancel
              </button>
            </div>
          </>
        )}
      </div>
      {keys && <SshKeyList keys={keys} contents={contents} now={Date.now()} oldAge={preferences.credentialAge.value} busy={busy} onUse={({ id }) => setUsing(id)} onChange={change} />}
      {used && (
        <UseSshKey key={used.id} sshKey={used} edge={edge} region={region.value} repository={preferences.recent.value.find((recent) => recent.region === region.value)?.repository ?? ""} onClose={() => setUsing(undefined)} />
      )}
      {keys && keys.length > 0 && <ReplaceSshKey />}
    </section>
  );
}
