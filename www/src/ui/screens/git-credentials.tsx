import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { askBeforeLeaving } from "../../app/leaving.ts";
import { saveFile } from "../../app/save-file.ts";
import { credentialsCsv } from "../../core/iam/csv.ts";
import { createGitCredentials, deleteGitCredentials, listGitCredentials, resetGitCredentials, setGitCredentialsActive, type GitCredentials, type NewGitCredentials } from "../../core/iam/git-credentials.ts";
import { Problem } from "../problem.tsx";
import { useIam } from "../use-iam.ts";
import { AgeReminder } from "../views/age-reminder.tsx";
import { CredentialList } from "../views/credential-list.tsx";
import { BEFORE_LEAVING, questionBefore, type CredentialChange } from "../views/credential-questions.ts";
import { NewCredentials } from "../views/new-credentials.tsx";
import { Rotation } from "./rotation.tsx";
import { TryCredentials } from "./try-credentials.tsx";

/** Milliseconds after a change in which a refusal may only mean that CodeCommit does not know of the change yet. */
const SPREADING = 120_000;

/** The Git credentials of an IAM user: list, create, test, change, rotate. */
export function GitCredentialsScreen({ arn, userName }: { arn: string; userName: string }): JSX.Element {
  const app = useApp();
  const [sets, setSets] = useState<GitCredentials[]>();
  const { busy, caller, problem, run, said } = useIam(arn, userName);
  const [fresh, setFresh] = useState<GitCredentials>();
  /** The only reference to a new password. It is emptied, because a browser may keep a closed view in memory. */
  const password = useRef("");
  const [trying, setTrying] = useState<string>();
  const [tested, setTested] = useState<ReadonlySet<string>>(new Set());
  const changed = useRef(new Map<string, number>());
  const release = useRef<() => void>(() => undefined);

  useEffect(() => void reload(), []);
  useEffect(() => (fresh ? askBeforeLeaving(BEFORE_LEAVING) : undefined), [fresh]);
  useEffect(
    () => () => {
      release.current();
      password.current = "";
    },
    [],
  );

  // IAM's lists may lag behind, so the result of a change is applied here.
  function reload(): Promise<boolean> {
    return run("", async () => setSets(await listGitCredentials(caller())));
  }

  function replaced(id: string, by?: GitCredentials): void {
    changed.current.set(id, Date.now());
    setTested((before) => new Set([...before].filter((other) => other !== id)));
    setSets((before = []) => (by ? before.map((set) => (set.id === id ? by : set)) : before.filter((set) => set.id !== id)));
  }

  function show({ password: secret, ...set }: NewGitCredentials): void {
    release.current();
    password.current = secret;
    setFresh(set);
    setTrying(undefined);
  }

  function create(): void {
    if (!mayHide()) return;
    void run("Git credentials were created.", async () => {
      const created = await createGitCredentials(caller());
      const { password: _, ...set } = created;
      setSets((before = []) => [...before, set]);
      changed.current.set(set.id, Date.now());
      show(created);
    });
  }

  function change(kind: CredentialChange, set: GitCredentials): void {
    if (!confirm(questionBefore(kind, set, sets ?? []))) return;
    switch (kind) {
      case "activate":
      case "deactivate": {
        const active = kind === "activate";
        void run(`${set.username} is ${active ? "active" : "inactive"} now. CodeCommit may take some seconds to notice.`, async () => {
          await setGitCredentialsActive(caller(), set.id, active);
          replaced(set.id, { ...set, active });
        });
        return;
      }
      case "reset":
        if (fresh && fresh.id !== set.id && !mayHide()) return;
        void run(`The password of ${set.username} was reset.`, async () => {
          const reset = await resetGitCredentials(caller(), set.id);
          replaced(set.id, set);
          show(reset);
        });
        return;
      case "delete":
        void run(`${set.username} was deleted.`, async () => {
          await deleteGitCredentials(caller(), set.id);
          replaced(set.id);
          if (fresh?.id === set.id) hide();
          if (trying === set.id) setTrying(undefined);
        });
    }
  }

  function mayHide(): boolean {
    return !fresh || confirm(BEFORE_LEAVING);
  }

  function hide(): void {
    release.current();
    password.current = "";
    setFresh(undefined);
  }

  function download(): void {
    if (!fresh) return;
    release.current();
    release.current = saveFile(`${userName}_codecommit_credentials.csv`, new TextEncoder().encode(credentialsCsv({ username: fresh.username, password: password.current })));
  }

  const tried = sets?.find(({ id }) => id === trying);
  const now = Date.now();
  return (
    <>
      <p role="status">{busy && sets ? "Asking IAM …" : said}</p>
      {problem && <Problem problem={problem} />}
      {!sets && busy && <p role="status">Asking IAM for your Git credentials …</p>}
      {!sets && problem && (
        <div>
          <button type="button" onClick={() => void reload()}>
            Try again
          </button>
        </div>
      )}
      {sets && (
        <>
          {fresh && <NewCredentials key={`${fresh.id} ${changed.current.get(fresh.id)}`} credentials={fresh} password={() => password.current} onDownload={download} onTest={() => setTrying(fresh.id)} onDone={() => mayHide() && hide()} />}
          <CredentialList sets={sets} now={now} oldAge={app.preferences.credentialAge.value} busy={busy} onCreate={create} onReload={() => void reload()} onTest={({ id }) => setTrying(id)} onChange={change} />
          {tried && (
            <TryCredentials
              key={`${tried.id} ${tried.active}`}
              set={tried}
              {...(fresh?.id === tried.id && { password: () => password.current })}
              spreading={now - Math.max(changed.current.get(tried.id) ?? 0, tried.createdAt.getTime()) < SPREADING}
              onAccepted={() => setTested((before) => new Set([...before, tried.id]))}
              onClose={() => setTrying(undefined)}
            />
          )}
          <AgeReminder credentials={sets.map((set) => ({ ...set, name: set.username }))} now={now} days={app.preferences.credentialAge.value} advice="Replace it in the five steps below: nothing stops working meanwhile." />
          <Rotation sets={sets} tested={tested} busy={busy} onCreate={create} onTest={({ id }) => setTrying(id)} onChange={change} />
        </>
      )}
    </>
  );
}
