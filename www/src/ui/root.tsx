import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../app/app.ts";
import { mayLeave } from "../app/leaving.ts";
import type { Problem as ProblemText } from "../core/problem.ts";
import { sameRepository } from "../core/repository-ref.ts";
import { visible } from "./foreign.tsx";
import { Guarded } from "./guarded.tsx";
import { onDemand } from "./on-demand.tsx";
import { Problem } from "./problem.tsx";
import { route } from "./route.ts";
import { Credentials } from "./screens/credentials.tsx";
import { Home } from "./screens/home.tsx";
import { SignInAgain } from "./screens/sign-in-again.tsx";
import { Shell } from "./shell.tsx";
import { press, useShortcuts } from "./shortcuts.ts";
import { EdgeNotices } from "./views/edge-notices.tsx";
import { ExpiryNotice, SignedInAs } from "./views/signed-in-as.tsx";

const KeyboardHelp = onDemand(async () => (await import("./screens/keyboard-help.tsx")).KeyboardHelp);
const Repository = onDemand(async () => (await import("./screens/repository.tsx")).Repository);
const Doctor = onDemand(async () => (await import("./screens/doctor.tsx")).Doctor);

/** The page: the shell and the view of the current address. */
export function Root(): JSX.Element {
  const app = useApp();
  const [renewing, setRenewing] = useState(false);
  const [helping, setHelping] = useState(false);
  useShortcuts([{ key: "?", says: "Show the keyboard shortcuts", run: () => setHelping(true) }]);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => press(event, app.preferences.singleKeys.value);
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [app]);
  const here = route.value;
  const waiting = app.waiting.value;
  const left = app.secondsLeft.value;
  const renew = (): void => setRenewing(true);
  const isCloneShown = here.at === "repository" && app.clones.value?.some((clone) => sameRepository(clone, here.repositoryRef));
  return (
    <Shell
      title={titleOf(app.signedIn.value !== undefined)}
      version={app.config.version}
      onHelp={() => setHelping(true)}
      here={here.at === "nowhere" ? "home" : here.at}
      who={
        app.signedIn.value ? (
          <SignedInAs kind={app.signedIn.value} principal={app.principal.value} {...(left !== undefined && { secondsLeft: left })} onSignOut={() => void (mayLeave() && app.signOut())} onRenew={renew} />
        ) : (
          // The other views ask for it themselves, and so does an operation that waits for it.
          isCloneShown && !waiting && (
            <button type="button" class="small" onClick={renew}>
              Sign in
            </button>
          )
        )
      }
    >
      <div class="page">
        {left !== undefined && <ExpiryNotice secondsLeft={left} onSignIn={renew} />}
        <EdgeNotices {...app.edgeState} />
        {app.notice.value && (
          <p class="notice warn" role="status">
            {app.notice.value}
          </p>
        )}
        {app.problem.value && !(app.problem.value.code === "edge_unreachable" && app.edgeState.fault.value) && (
          <Problem problem={app.problem.value}>
            {app.problem.value.code === "sign_out_unconfirmed" && (
              <button type="button" onClick={() => void app.revoke()}>
                Try again
              </button>
            )}
          </Problem>
        )}
        <Guarded of={JSON.stringify(here)}>
          {here.at === "home" && <Home />}
          {here.at === "credentials" && <Credentials />}
          {here.at === "doctor" && <Doctor />}
          {here.at === "repository" && <Repository route={here} />}
          {here.at === "nowhere" && <Nowhere {...(here.problem && { problem: here.problem })} />}
        </Guarded>
      </div>
      {helping && <KeyboardHelp onClose={() => setHelping(false)} />}
      {(waiting || renewing) && (
        <SignInAgain
          title={app.signedIn.value || waiting ? "Sign in again" : "Sign in"}
          {...(waiting && { problem: waiting.problem })}
          onDone={() => {
            setRenewing(false);
            waiting?.resume();
          }}
          onClose={() => {
            setRenewing(false);
            waiting?.abandon();
          }}
        />
      )}
    </Shell>
  );
}

function titleOf(isSignedIn: boolean): string {
  const here = route.value;
  switch (here.at) {
    case "home":
      return isSignedIn ? "Repositories" : "Sign in";
    case "credentials":
      return "Credentials";
    case "doctor":
      return "Doctor";
    case "nowhere":
      return "Page not found";
    case "repository":
      return visible([here.path, here.ref, here.view, here.repositoryRef.repository].filter(Boolean).join(" · "));
  }
}

function Nowhere({ problem }: { problem?: ProblemText }): JSX.Element {
  return (
    <div class="page narrow">
      <h1>Page not found</h1>
      {problem ? <Problem problem={problem} /> : <p>This address does not exist. Check it for typing errors.</p>}
      <p>
        <a href="#/">Go to the repositories</a>
      </p>
    </div>
  );
}
