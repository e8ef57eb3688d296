import { useEffect, useState } from "preact/hooks";
import type { JSX } from "preact";

import { useApp } from "../../app/app.ts";
import type { OpenClone } from "../../app/open-clone.ts";
import type { Blame as Found } from "../../core/inspecting-api.ts";
import { problemFrom } from "../../core/messages.ts";
import type { Problem as ProblemText } from "../../core/problem.ts";
import { link, type Lines } from "../address.ts";
import { Problem } from "../problem.tsx";
import { useLoaded } from "../use-loaded.ts";
import { useText } from "../use-text.tsx";
import { BlameView } from "../views/blame.tsx";
import { Crumbs } from "../views/crumbs.tsx";
import { Shallow } from "./shallow.tsx";

/** A file's lines with the commit that each comes from. */
export function Blame({ clone, at, path, lines }: { clone: OpenClone; at: string; path: string; lines?: Lines | undefined }): JSX.Element {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const oid = clone.refs.value?.branches.find(({ name }) => name === at)?.oid;
  const { value: content, problem } = useLoaded(async () => {
    const { kind, content } = await git.file(repositoryRef, path, at);
    return kind === "tree" || kind === "submodule" ? undefined : content;
  }, [at, path, oid]);
  const [turn, setTurn] = useState(0);
  const { found, failed, cancel } = useBlame(clone, at, path, `${oid ?? ""} ${turn}`);
  const text = useText(content).decoded?.text;
  const shown = problem ?? failed;
  return (
    <>
      <Crumbs repositoryRef={repositoryRef} at={at} path={path} />
      {shown && <Problem problem={shown} />}
      {cancel && (
        <div class="row">
          <span role="status" class="dim">
            Finding where the lines come from …
          </span>
          <button type="button" class="small" onClick={cancel}>
            Stop
          </button>
        </div>
      )}
      {content && text === undefined && <p class="card body dim">This file is not text.</p>}
      {text !== undefined && <BlameView repositoryRef={repositoryRef} at={at} path={path} text={text} blame={found} lines={lines} />}
      {found.commits.some(({ cut }) => cut) && <Shallow clone={clone} onDone={() => setTurn(turn + 1)} />}
    </>
  );
}

const NOTHING: Found = { lines: [], commits: [] };

/** Blames a file in the worker: what is found so far, and a way to stop while it runs. */
function useBlame({ repositoryRef }: OpenClone, at: string, path: string, turn: string): { found: Found; failed?: ProblemText; cancel?: () => void } {
  const { git } = useApp();
  const [state, setState] = useState<ReturnType<typeof useBlame>>({ found: NOTHING });
  useEffect(() => {
    const controller = new AbortController();
    const cancel = (): void => controller.abort();
    let isCurrent = true;
    const show = (found: Found, more: Partial<typeof state> = {}): void => void (isCurrent && setState({ found, ...more }));
    show(NOTHING, { cancel });
    let latest = NOTHING;
    git
      .with({
        signal: controller.signal,
        onBlame: (found) => {
          latest = found;
          if (!controller.signal.aborted) show(found, { cancel });
        },
      })
      .blame(repositoryRef, at, path)
      .then(
        (found) => show(found),
        (error: unknown) => show(latest, controller.signal.aborted ? {} : { failed: problemFrom(error) }),
      );
    return () => {
      isCurrent = false;
      cancel();
    };
  }, [at, path, turn, link(repositoryRef)]);
  return state;
}
