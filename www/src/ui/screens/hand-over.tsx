import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import { cloneCommand, maskedCommand } from "../../app/clone-command.ts";
import { urlOf, type RepositoryRef } from "../../core/repository-ref.ts";
import { Problem } from "../problem.tsx";
import { useKept } from "../use-kept.ts";
import { useLoaded } from "../use-loaded.ts";
import { HandOverView } from "../views/hand-over.tsx";

/** Commands for a terminal. The password is made when this view opens; it is only copied to the clipboard, never shown. */
export function HandOver({ repositoryRef }: { repositoryRef: RepositoryRef }): JSX.Element {
  const app = useApp();
  const address = urlOf(app.edge, repositoryRef);
  const loaded = useLoaded(() => app.session.password(repositoryRef), [address, app.signIns.value]);
  const { problem, loading, reload } = loaded;
  // The buttons, and the focus on them, stay while a new password is made.
  const value = useKept(loaded.value, `${app.signIns.value} ${address}`);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (problem) return <Problem problem={problem} />;
  if (loading && !value) return <p role="status">Signing …</p>;
  return (
    <HandOverView
      plain={cloneCommand(address)}
      masked={maskedCommand(address)}
      login={app.config.login}
      setup={`${app.edge}/setup`}
      onAgain={reload}
      {...(value && {
        ready: {
          username: value.username,
          password: value.password,
          command: cloneCommand(address, value),
          ...(value.expiresAt && { secondsLeft: Math.floor((value.expiresAt.getTime() - now) / 1000) }),
        },
      })}
    />
  );
}
