import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { visibleText } from "./foreign.tsx";
import type { MarkdownLinks } from "./markdown-render.ts";

export interface MarkdownProps extends MarkdownLinks {
  text: string;
  /** The slug of the heading to scroll to. */
  heading?: string | undefined;
}

/** Renders a Markdown file. Images on other hosts become links, so that those hosts do not learn who reads the file. */
export function Markdown({ text, resolve, image, address, heading }: MarkdownProps): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const [headings, setHeadings] = useState<ReadonlyMap<string, HTMLElement>>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    const render = async (): Promise<void> => {
      const { renderMarkdown } = await import("./markdown-render.ts");
      const rendered = await renderMarkdown(text, { resolve, image, address });
      if (!current) return;
      container.current?.replaceChildren(rendered.fragment);
      setHeadings(rendered.headings);
      rendered.finish();
    };
    render().catch(() => current && setFailed(true));
    return () => {
      current = false;
    };
  }, [text, address({})]);
  useEffect(() => {
    const target = heading === undefined ? undefined : headings?.get(heading);
    target?.scrollIntoView();
    target?.focus({ preventScroll: true });
  }, [heading, headings]);
  if (failed) return <pre class="block">{visibleText(text)}</pre>;
  return <div class="markdown" ref={container} />;
}
