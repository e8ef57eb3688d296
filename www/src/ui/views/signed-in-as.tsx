import type { JSX } from "preact";

import type { Principal } from "../../app/principal.ts";
import { Foreign } from "../foreign.tsx";
import { Icon } from "../icons.tsx";
import { duration } from "../words.ts";

/** The page warns this many seconds before the credentials expire. */
const WARN_SECONDS = 300;

export interface SignedInAsProps {
  kind: "keys" | "login";
  /** Undefined until it is known. */
  principal: Principal | undefined;
  secondsLeft?: number;
  onSignOut: () => void;
  onRenew: () => void;
}

/** The signed-in user and the time left, in the header bar. */
export function SignedInAs({ kind, principal, secondsLeft, onSignOut, onRenew }: SignedInAsProps): JSX.Element {
  const near = secondsLeft !== undefined && secondsLeft <= WARN_SECONDS;
  return (
    <div class="row who">
      <span class="small">
        {principal?.account && (
          <span class="badge">
            account <Foreign text={principal.account} />
          </span>
        )}{" "}
        {principal ? <Foreign text={principal.name} /> : <span class="dim">{kind === "keys" ? "keys not checked" : "signed in"}</span>}
        {principal?.session && (
          <span class="dim wide-only">
            {" / "}
            <Foreign text={principal.session} />
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
export function ExpiryNotice({ secondsLeft, onSignIn }: { secondsLeft: number; onSignIn: () => void }): JSX.Element | null {
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
