import { useRef } from "preact/hooks";

/** The latest value for a key: while the next one for the same key is loading, the last one, so that the view does not flicker. */
export function useKept<T>(value: T | undefined, key: string): T | undefined {
  const last = useRef<{ key: string; value: T } | undefined>(undefined);
  if (value !== undefined) last.current = { key, value };
  return last.current?.key === key ? last.current.value : undefined;
}
