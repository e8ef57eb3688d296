import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { visibleText } from "./foreign.tsx";
import { reduced } from "./markup.ts";

/** The HTML that a Markdown file may contain: no forms, styles or frames, and only web and mail addresses. */
const ALLOWED = {
  ALLOWED_TAGS: "a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s strong sub summary sup table tbody td th thead tr ul".split(" "),
  ALLOWED_ATTR: ["href", "title", "alt", "src", "colspan", "rowspan", "start"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  RETURN_DOM_FRAGMENT: true as const,
};

/**
 * Renders a Markdown file. `resolve` maps a relative link to a view of the page, `image` loads an image by relative address.
 * Images on other hosts become links, so that those hosts do not learn who reads the file.
 */
export function Markdown({ text, resolve, image }: { text: string; resolve: (href: string) => string; image: (src: string) => Promise<string | undefined> }): JSX.Element {
  const container = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    render(text, resolve, image).then(
      (fragment) => current && container.current?.replaceChildren(fragment),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [text]);
  if (failed) return <pre class="block">{visibleText(text)}</pre>;
  return <div class="markdown" ref={container} />;
}

async function render(text: string, resolve: (href: string) => string, image: (src: string) => Promise<string | undefined>): Promise<DocumentFragment> {
  const [{ marked }, { default: purify }] = await Promise.all([import("marked"), import("dompurify")]);
  const html = reduced(marked.parse(visibleText(text), { async: false, gfm: true }), ALLOWED.ALLOWED_TAGS, ALLOWED.ALLOWED_ATTR);
  const fragment: DocumentFragment = purify.sanitize(html, ALLOWED);
  for (const anchor of fragment.querySelectorAll("a")) {
    const href = anchor.getAttribute("href") ?? "";
    if (isAbroad(href)) {
      anchor.rel = "noopener noreferrer";
      anchor.target = "_blank";
    } else {
      anchor.setAttribute("href", resolve(href));
    }
  }
  await Promise.all([...fragment.querySelectorAll("img")].map((picture) => show(picture, image)));
  demote(fragment.querySelectorAll("h1, h2, h3, h4, h5, h6"));
  // Make wide blocks scrollable by keyboard.
  for (const block of fragment.querySelectorAll("pre")) block.tabIndex = 0;
  return fragment;
}

async function show(picture: HTMLImageElement, image: (src: string) => Promise<string | undefined>): Promise<void> {
  const src = picture.getAttribute("src") ?? "";
  picture.removeAttribute("src");
  const url = isAbroad(src) ? undefined : await image(src);
  if (url !== undefined) {
    picture.src = url;
    return;
  }
  const name = picture.alt || src || "picture";
  if (/^https?:/i.test(src)) {
    const link = document.createElement("a");
    Object.assign(link, { href: src, rel: "noopener noreferrer", target: "_blank", textContent: name });
    picture.replaceWith(link);
  } else {
    picture.replaceWith(name);
  }
}

function isAbroad(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(address);
}

/** Puts headings below the page's own level, without skipping levels. */
function demote(headings: Iterable<Element>): void {
  let last = 1;
  for (const heading of headings) {
    last = Math.min(Number(heading.tagName[1]) + 1, last + 1, 6);
    const lower = document.createElement(`h${last}`);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
