import { useEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren, JSX } from "preact";

import { keepFocus } from "./focus-kept.ts";
import { Foreign } from "./foreign.tsx";
import { Icon } from "./icons.tsx";
import { theme, turnTheme } from "./theme.ts";

/** The URL of the third-party licences, set by the build. */
declare const NOTICES: string;

const THEME_ICONS = { system: "system", light: "sun", dark: "moon" } as const;

/** The frame of every view: skip link, header bar, `main` and footer. A new `title` moves the focus to `main`. */
export function Shell({ title, here, version, onHelp, who, children }: { title: string; version: string; onHelp: () => void; here: "home" | "doctor" | "credentials" | "repository"; who?: ComponentChildren; children: ComponentChildren }): JSX.Element {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // On a narrow screen, what is in the bar is behind a button.
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    setOpen(false);
    document.title = `${title} · codecommit-edge`;
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [title]);
  useEffect(() => keepFocus(() => main.current), []);
  function skip(event: Event): void {
    // The hash is used for routing.
    event.preventDefault();
    main.current?.focus();
  }
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to content
      </a>
      <header class={isOpen ? "bar open" : "bar"}>
        <a class="brand" href="#/">
          <Icon name="branch" />
          codecommit-edge
        </a>
        <button type="button" class="small narrow-only" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon name="menu" />
          Menu
        </button>
        <nav aria-label="Page">
          <a href="#/" {...(here === "home" && { "aria-current": "page" as const })}>
            Repositories
          </a>
          <a href="#/credentials" {...(here === "credentials" && { "aria-current": "page" as const })}>
            Credentials
          </a>
          <a href="#/doctor" {...(here === "doctor" && { "aria-current": "page" as const })}>
            Doctor
          </a>
        </nav>
        <div class="end">
          {who}
          <button type="button" class="plain" onClick={turnTheme} title={`Theme: ${theme.value}`} aria-label={`Theme: ${theme.value}. Change`}>
            <Icon name={THEME_ICONS[theme.value]} />
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1} ref={main}>
        {children}
      </main>
      <footer class="small dim">
        codecommit-edge <Foreign text={version} /> · <a href={NOTICES}>third-party licences</a> ·{" "}
        <button type="button" class="as-link" onClick={onHelp}>
          keyboard shortcuts
        </button>
      </footer>
    </>
  );
}
