import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { visible } from "./foreign.tsx";

/**
 * An editor for a file's text. If CodeMirror cannot be loaded, it is a plain text field. `onChange` receives every change.
 */
export function Editor({ name, text, onChange }: { name: string; text: string; onChange: (text: string) => void }): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    let current = true;
    let close = () => {};
    import("./code-mirror.ts").then(
      ({ openEditor }) => {
        if (!current || !container.current) return;
        close = openEditor(container.current, { name, text, onChange: (changed) => latest.current(changed) });
        setState("ready");
      },
      () => current && setState("failed"),
    );
    return () => {
      current = false;
      close();
    };
  }, [name, text]);
  return (
    <>
      <div class="editor" ref={container} hidden={state === "failed"} />
      {state === "loading" && <p role="status">Loading the editor …</p>}
      {state === "failed" && <textarea aria-label={`Contents of ${visible(name)}`} defaultValue={text} onInput={(event) => onChange(event.currentTarget.value)} />}
    </>
  );
}
