import type { JSX } from "preact";

import type { Whose } from "../../app/whose.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { duration } from "../words.ts";

/** The page warns this many seconds before the credentials expire. */
export const WARN_SECONDS = 300;

export interface WhoProps {
  kind: "keys" | "login";
  /** Undefined until it is known. */
  whose: Whose | undefined;
  secondsLeft?: number;
  onSignOut: () => void;
  onRenew: () => void;
}

/** The signed-in user and the time left, in the header bar. */
export function Who({ kind, whose, secondsLeft, onSignOut, onRenew }: WhoProps): JSX.Element {
  const near = secondsLeft !== undefined && secondsLeft <= WARN_SECONDS;
  return (
    <div class="row who">
      <span class="small">
        {whose?.account && (
          <span class="badge">
            account <Foreign text={whose.account} />
          </span>
        )}{" "}
        {whose ? <Foreign text={whose.name} /> : <span class="dim">{kind === "keys" ? "signed in with keys" : "signed in"}</span>}
        {whose?.session && (
          <span class="dim wide-only">
            {" / "}
            <Foreign text={whose.session} />
          </span>
        )}
      </span>
      {secondsLeft !== undefined && (
        <span class={near ? "badge warn" : "badge"} role="timer">
          {secondsLeft > 0 ? `${duration(secondsLeft)} left` : "expired"}
        </span>
      )}
      <button type="button" class="small" onClick={onRenew}>
        Renew
      </button>
      <button type="button" class="small" onClick={onSignOut}>
        Sign out
      </button>
    </div>
  );
}

/** Warns before the credentials expire, and after. */
export function EndNotice({ secondsLeft, onSignIn }: { secondsLeft: number; onSignIn: () => void }): JSX.Element | null {
  if (secondsLeft > WARN_SECONDS) return null;
  return (
    <div class="notice warn" role="status">
      <p>
        <Icon name="warning" /> <strong>{secondsLeft > 0 ? "Your credentials expire within five minutes." : "Your credentials have expired."}</strong> Your clones and changes stay in this browser. Sign in again to pull or push.
      </p>
      <div>
        <button type="button" onClick={onSignIn}>
          Sign in again
        </button>
      </div>
    </div>
  );
}
