import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { askBeforeLeaving } from "../../app/leaving.ts";
import { saveFile } from "../../app/save-file.ts";
import { checkSshKey, generateSshKey, isPrivate, loadSshKeys, type GeneratedKey } from "../../core/iam/check-ssh-key.ts";
import { deleteSshKey, getSshKey, listSshKeys, MOST_KEYS, setSshKeyActive, uploadSshKey, type SshKeyContents, type UserSshKey } from "../../core/iam/ssh-keys.ts";
import { Problem } from "../problem.tsx";
import { useIam } from "../use-iam.ts";
import { GenerateSshKey, type GenerateOptions } from "../views/generate-ssh-key.tsx";
import { KEY_FILE, NewSshKey } from "../views/new-ssh-key.tsx";
import { PasteSshKey } from "../views/paste-ssh-key.tsx";
import { ReplaceSshKey } from "../views/replace-ssh-key.tsx";
import { SshKeyList } from "../views/ssh-key-list.tsx";
import { BEFORE_LEAVING_KEY, sshKeyQuestion, type SshKeyChange } from "../views/ssh-key-questions.ts";
import { UseSshKey } from "../views/use-ssh-key.tsx";

/** The SSH keys of an IAM user: list, add, change. */
export function SshKeysScreen({ arn, userName }: { arn: string; userName: string }): JSX.Element {
  const { preferences, region } = useApp();
  const { busy, caller, problem, run, said } = useIam(arn, userName);
  const [keys, setKeys] = useState<UserSshKey[]>();
  const [contents, setContents] = useState<ReadonlyMap<string, SshKeyContents>>(new Map());
  const [adding, setAdding] = useState(false);
  const [using, setUsing] = useState<string>();
  const [fresh, setFresh] = useState<GeneratedKey>();
  /** The only reference to its private key. It is emptied, because browsers can keep what a closed view refers to. */
  const privateKey = useRef("");
  const left = useRef(false);
  const release = useRef<() => void>(() => undefined);

  useEffect(() => void reload(), []);
  useEffect(() => (fresh ? askBeforeLeaving(BEFORE_LEAVING_KEY) : undefined), [fresh]);
  useEffect(
    () => () => {
      left.current = true;
      forget();
    },
    [],
  );

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

  function generate(options: GenerateOptions): void {
    void run("The key was generated.", async () => {
      const { privateKey: secret, ...generated } = await generateSshKey(options);
      if (left.current) return;
      privateKey.current = secret;
      setFresh(generated);
    });
  }

  function forget(): void {
    release.current();
    privateKey.current = "";
  }

  function hide(): void {
    forget();
    setFresh(undefined);
  }

  function download(): void {
    if (!fresh) return;
    release.current();
    release.current = saveFile(KEY_FILE, new TextEncoder().encode(privateKey.current));
  }

  async function uploadFresh(): Promise<void> {
    if (fresh && confirm(BEFORE_LEAVING_KEY) && (await upload(fresh.publicKey))) hide();
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
        <p role="status" class="dim">{busy ? "Working …" : said}</p>
        {problem && <Problem problem={problem} />}
        {fresh && <NewSshKey generated={fresh} privateKey={() => privateKey.current} busy={busy} onDownload={download} onUpload={() => void uploadFresh()} onDiscard={() => confirm(BEFORE_LEAVING_KEY) && hide()} />}
        {adding && !fresh && (
          <>
            <GenerateSshKey busy={busy} comment={`${userName}@codecommit`} onGenerate={generate} />
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
        <UseSshKey key={used.id} sshKey={used} region={region.value} repository={preferences.recent.value.find((recent) => recent.region === region.value)?.repository ?? ""} onClose={() => setUsing(undefined)} />
      )}
      {keys && keys.length > 0 && <ReplaceSshKey />}
    </section>
  );
}
