import { useCallback, useEffect, useState } from "preact/hooks";

import { problemFrom } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";

/** The state of an asynchronous read. */
export interface Loaded<T> {
  value?: T;
  problem?: Problem;
  loading: boolean;
  reload: () => void;
}

/** Runs `load` on mount and whenever a dependency changes; results of earlier runs are dropped. */
export function useLoaded<T>(load: () => Promise<T>, dependencies: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: Problem; of: string }>({ of: "" });
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify([turn, ...dependencies]);
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ value, of: key }),
      (error: unknown) => current && setState({ problem: problemFrom(error), of: key }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  const { of, ...rest } = state;
  return of === key ? { ...rest, loading: false, reload } : { loading: true, reload };
}
