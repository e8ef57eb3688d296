import type { JSX } from "preact";

import { Copy } from "../copy.tsx";
import { Icon } from "../icons.tsx";
import { duration } from "../words.ts";

export interface HandOverProps {
  /** The command that clones with nothing secret in it. */
  plain: string;
  /** The command with the password, which is hidden. */
  masked: string;
  /** Whether this edge has a company login. */
  login: boolean;
  /** Where the helper for that is set up. */
  setup: string;
  /** What there is for git; undefined where nobody is signed in. Only the clipboard gets it. */
  ready?: { username: string; password: string; command: string; secondsLeft?: number };
  onAgain: () => void;
}

/** Ways to go on in a terminal, the safest first. */
export function HandOverView({ plain, masked, login, setup, ready, onAgain }: HandOverProps): JSX.Element {
  const ended = ready?.secondsLeft !== undefined && ready.secondsLeft <= 0;
  return (
    <div class="page">
      <h2>Go on in a terminal</h2>
      {login && (
        <section class="card body stack" aria-labelledby="with-login">
          <h3 id="with-login">With your company login</h3>
          <p class="dim">
            Once <a href={setup}>a helper is set up</a>, git opens your browser by itself, and renews by itself. Nothing secret is typed or kept in a history.
          </p>
          <Command text={plain} />
        </section>
      )}
      <section class="card body stack" aria-labelledby="asking">
        <h3 id="asking">git asks, you paste</h3>
        <p class="dim">Copy the user name and the password when git asks for them. They are in no history of your shell.</p>
        <Command text={plain} />
        {ready && !ended && (
          <div class="row">
            <Copy text={ready.username} label="Copy the user name" />
            <Copy text={ready.password} label="Copy the password" />
          </div>
        )}
      </section>
      <section class="card body stack" aria-labelledby="whole">
        <h3 id="whole">One command with the password in it</h3>
        <p class="notice warn">
          <span>
            <Icon name="warning" /> Whoever sees the command can use it until it ends, and your shell may keep it in its history.
          </span>
        </p>
        <pre class="block">{masked}</pre>
        <div>{ready && !ended && <Copy text={ready.command} label="Copy the command, password and all" />}</div>
      </section>
      {ready ? (
        <p class="row">
          <span class={ended || (ready.secondsLeft ?? Infinity) < 120 ? "badge warn" : "badge"} role="timer">
            {ready.secondsLeft === undefined ? "No end is known" : ended ? "This password has ended" : `This password is good for ${duration(ready.secondsLeft)}`}
          </span>
          <button type="button" class="small" onClick={onAgain}>
            Make a new one
          </button>
        </p>
      ) : (
        <p>Sign in to have a password made.</p>
      )}
    </div>
  );
}

function Command({ text }: { text: string }): JSX.Element {
  return (
    <div class="row">
      <pre class="block grow">{text}</pre>
      <Copy text={text} />
    </div>
  );
}
