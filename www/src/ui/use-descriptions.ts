import { useEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";

import { BATCH } from "../core/aws.ts";

/** Loads the descriptions of repositories that have one, by name. */
export type Describe = (names: string[]) => Promise<ReadonlyMap<string, string>>;

/** Milliseconds after the last scrolling until descriptions are loaded. */
const QUIET = 150;

interface State {
  of: string;
  /** By name; absent if a repository has none. */
  known: ReadonlyMap<string, string>;
  /** The repositories of which it is known whether they have one. */
  asked: ReadonlySet<string>;
  /** Whether they cannot be loaded. */
  failed: boolean;
}

const NOTHING: Omit<State, "of"> = { known: new Map(), asked: new Set(), failed: false };

export interface Descriptions extends Omit<State, "of"> {
  /** The list, whose items have the names in `data-name`. */
  list: RefObject<HTMLUListElement | null>;
}

/** Loads the descriptions of the items of a list that come into view. `of` names what is listed; `shown` are the items' names. */
export function useDescriptions(describe: Describe | undefined, of: string, shown: readonly string[]): Descriptions {
  const list = useRef<HTMLUListElement>(null);
  const latest = useRef(describe);
  latest.current = describe;
  const [state, setState] = useState<State>({ of, ...NOTHING });
  const current = state.of === of ? state : { of, ...NOTHING };
  const done = useRef(current);
  if (done.current.of !== of) done.current = current;

  useEffect(() => {
    if (!latest.current || !list.current) return;
    let isCurrent = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running = false;
    const inView = new Set<string>();
    async function load(): Promise<void> {
      if (running) return;
      running = true;
      for (let names = next(); isCurrent && names.length > 0; names = next()) {
        const found = await latest.current?.(names).catch(() => undefined);
        const { known, asked } = done.current;
        if (!isCurrent) break;
        done.current = { of, known: new Map([...known, ...(found ?? [])]), asked: new Set([...asked, ...names]), failed: !found };
        setState(done.current);
      }
      running = false;
    }
    const next = (): string[] => (done.current.failed ? [] : [...inView].filter((name) => !done.current.asked.has(name)).slice(0, BATCH));
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const { name } = (target as HTMLElement).dataset;
        if (name !== undefined) inView[isIntersecting ? "add" : "delete"](name);
      }
      clearTimeout(timer);
      timer = setTimeout(() => void load(), QUIET);
    });
    for (const item of list.current.children) observer.observe(item);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [of, describe !== undefined, shown.join("\n")]);
  return { known: current.known, asked: current.asked, failed: current.failed, list };
}
