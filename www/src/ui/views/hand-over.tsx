import type { JSX } from "preact";

import { Copy } from "../copy.tsx";
import { Icon } from "../icons.tsx";
import { duration } from "../words.ts";

export interface HandOverProps {
  /** The clone command without a secret. */
  plain: string;
  /** The clone command with a hidden password. */
  masked: string;
  /** Whether this edge has a company login. */
  login: boolean;
  /** The URL of the instructions for the credential helper. */
  setup: string;
  /** The credentials for git; undefined without a sign-in. They are only copied to the clipboard. */
  ready?: { username: string; password: string; command: string; secondsLeft?: number };
  onAgain: () => void;
}

/** The ways to clone in a terminal, the safest first. */
export function HandOverView({ plain, masked, login, setup, ready, onAgain }: HandOverProps): JSX.Element {
  const ended = ready?.secondsLeft !== undefined && ready.secondsLeft <= 0;
  return (
    <div class="page">
      <h2>Clone in a terminal</h2>
      {login && (
        <section class="card body stack" aria-labelledby="with-login">
          <h3 id="with-login">With your company login</h3>
          <p class="dim">
            After you <a href={setup}>set up a credential helper</a>, git opens your browser to sign in and renews the sign-in automatically. You type no secret, and none is kept in the shell's history.
          </p>
          <Command text={plain} />
        </section>
      )}
      <section class="card body stack" aria-labelledby="asking">
        <h3 id="asking">Paste the password when git asks</h3>
        <p class="dim">Copy the user name and the password when git asks for them. They are not kept in the shell's history.</p>
        <Command text={plain} />
        {ready && !ended && (
          <div class="row">
            <Copy text={ready.username} label="Copy the user name" />
            <Copy text={ready.password} label="Copy the password" />
          </div>
        )}
      </section>
      <section class="card body stack" aria-labelledby="whole">
        <h3 id="whole">One command that contains the password</h3>
        <p class="notice warn">
          <span>
            <Icon name="warning" /> Anyone who sees the command can use it until the password expires, and your shell may keep it in its history.
          </span>
        </p>
        <pre class="block">{masked}</pre>
        <div>{ready && !ended && <Copy text={ready.command} label="Copy the command with the password" />}</div>
      </section>
      {ready ? (
        <p class="row">
          <span class={ended || (ready.secondsLeft ?? Infinity) < 120 ? "badge warn" : "badge"} role="timer">
            {ready.secondsLeft === undefined ? "The expiry time of this password is unknown" : ended ? "This password has expired" : `This password expires in ${duration(ready.secondsLeft)}`}
          </span>
          <button type="button" class="small" onClick={onAgain}>
            Create a new password
          </button>
        </p>
      ) : (
        <p>Sign in to create a password.</p>
      )}
    </div>
  );
}

function Command({ text }: { text: string }): JSX.Element {
  return (
    <div class="row">
      <pre class="block grow">{text}</pre>
      <Copy text={text} isShown />
    </div>
  );
}
