import { useState } from "preact/hooks";
import type { JSX } from "preact";

import type { Recognised } from "../../core/credentials.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { marked } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { Problem } from "../problem.tsx";
import { useSecretField } from "../secret.tsx";

export interface SignInProps {
  title: string;
  /** Whether to introduce the page to a new user. */
  welcome?: boolean;
  /** Whether this edge has a company login. */
  login: boolean;
  /** Whether the edge relays calls to AWS. */
  relay: boolean;
  /** Describes a pasted text. */
  recognise: (text: string, profile?: string) => Recognised;
  /** Why the last attempt of each kind failed. */
  problems: { keys?: ProblemText; login?: ProblemText };
  /** Whether AWS is being asked about the keys. */
  checking: boolean;
  onKeys: (text: string, options: { profile?: string; keepInTab: boolean }) => void;
  onLogin: (options: { keepInTab: boolean }) => void;
}

const PLACEHOLDER = `export AWS_ACCESS_KEY_ID=…
export AWS_SECRET_ACCESS_KEY=…
export AWS_SESSION_TOKEN=…`;

/** The sign-in form. Pasted keys are only in the text field, never in component state, and are cleared on submit. */
export function SignIn({ title, welcome = false, login, relay, recognise, problems, checking, onKeys, onLogin }: SignInProps): JSX.Element {
  const field = useSecretField<HTMLTextAreaElement>();
  const [seen, setSeen] = useState<Recognised>();
  const [profile, setProfile] = useState<string>();
  const [keepInTab, setKeepInTab] = useState(false);
  const choosing = seen?.profiles !== undefined && profile === undefined;
  const complete = seen !== undefined && seen.missing.length === 0 && !choosing;

  function look(wanted: string | undefined): void {
    const text = field.current?.value ?? "";
    const found = text.trim() === "" ? undefined : recognise(text);
    // A profile chosen for one text may not exist in the next.
    const chosen = wanted !== undefined && found?.profiles?.includes(wanted) ? wanted : undefined;
    setProfile(chosen);
    setSeen(chosen === undefined ? found : recognise(text, chosen));
  }
  function submit(event: Event): void {
    event.preventDefault();
    if (!field.current || !complete || checking) return;
    const text = field.current.value;
    field.current.value = "";
    setSeen(undefined);
    onKeys(text, { keepInTab, ...(profile !== undefined && { profile }) });
  }
  return (
    <div class="page">
      <h1>{marked(title)}</h1>
      <div class={welcome ? "columns" : ""}>
        <div class="page">
      {login && (
        <section class="card" aria-labelledby="login-title">
          <div class="body row split">
            <div class="grow">
              <h2 id="login-title">With your company login</h2>
              <p class="dim">You sign in on your company's page and then return here.</p>
            </div>
            <button type="button" class="primary" onClick={() => onLogin({ keepInTab })}>
              Sign in
            </button>
          </div>
          {problems.login && (
            <div class="body">
              <Problem problem={problems.login} />
            </div>
          )}
        </section>
      )}
      <form class="card" aria-labelledby="keys-title" onSubmit={submit}>
        <div class="body stack">
          <div>
            <h2 id="keys-title">With AWS keys</h2>
            <p class="dim">Paste temporary keys as your access portal or the AWS CLI shows them, or the access keys of an IAM user. The secret key never leaves this page: each request is signed here.</p>
          </div>
          <div class="field">
            <label for="keys">Keys</label>
            <textarea id="keys" class="secret" ref={field} placeholder={PLACEHOLDER} spellcheck={false} autocomplete="off" autocapitalize="off" aria-describedby="keys-seen" onInput={() => look(profile)} />
          </div>
          {seen?.profiles && (
            <div class="field">
              <label for="keys-profile">Profile</label>
              <select
                id="keys-profile"
                value={profile ?? ""}
                onChange={(event) => look(event.currentTarget.value || undefined)}
              >
                <option value="">Choose …</option>
                {seen.profiles.map((name) => (
                  <option value={name}>{marked(name)}</option>
                ))}
              </select>
            </div>
          )}
          <div id="keys-seen" role="status">
            {checking ? <p>Checking the keys with AWS …</p> : <Seen seen={seen} choosing={choosing} />}
          </div>
          {problems.keys && <Problem problem={problems.keys} />}
          <label class="choice">
            <input type="checkbox" checked={keepInTab} onChange={(event) => setKeepInTab(event.currentTarget.checked)} />
            <span>
              Keep me signed in when this tab reloads <span class="dim">(until you close the tab)</span>
            </span>
          </label>
          <div>
            <button type="submit" class={login ? "" : "primary"} disabled={!complete || checking}>
              <Icon name="key" />
              Use these keys
            </button>
          </div>
        </div>
      </form>
        </div>
        {welcome && <Promises relay={relay} />}
      </div>
    </div>
  );
}

function Promises({ relay }: { relay: boolean }): JSX.Element {
  return (
    <aside class="stack small" aria-label="What happens to your keys">
      <p>Clone, read, edit and push CodeCommit repositories from this page, without installing anything.</p>
      <ul class="stack">
        <li>Your secret key stays in this page's memory. The page signs git passwords, and the edge only forwards them.</li>
        <li>Clones stay in this browser until you delete them.</li>
        <li>{relay ? "The page connects only to this edge, which relays its signed requests to AWS." : "The page connects only to this edge and to AWS."}</li>
      </ul>
    </aside>
  );
}

function Seen({ seen, choosing }: { seen: Recognised | undefined; choosing: boolean }): JSX.Element | null {
  if (!seen) return null;
  if (!seen.form) return <p>This text contains no AWS keys in a known format. Paste export lines, PowerShell lines, an INI profile, or JSON from the AWS CLI.</p>;
  if (choosing) return <p>Recognised {seen.form} with several profiles. Choose one.</p>;
  if (seen.missing.length > 0)
    return (
      <p>
        Recognised {seen.form}. Missing: <strong>{seen.missing.join(", ")}</strong>.
      </p>
    );
  return (
    <p>
      <Icon name="check" /> Recognised {seen.form}
      {seen.accessKeyId && (
        <>
          {" for "}
          <code>{marked(seen.accessKeyId)}</code>
        </>
      )}
      .
    </p>
  );
}
