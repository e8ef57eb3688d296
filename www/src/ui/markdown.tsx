import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX } from "preact";

import { visibleText } from "./foreign.tsx";
import { reduced } from "./markup.ts";

/** What of a Markdown file may become elements. No forms, no styles, no frames, and no address but the web's. */
const ALLOWED = {
  ALLOWED_TAGS: "a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre s strong sub summary sup table tbody td th thead tr ul".split(" "),
  ALLOWED_ATTR: ["href", "title", "alt", "src", "colspan", "rowspan", "start"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  RETURN_DOM_FRAGMENT: true as const,
};

/**
 * A Markdown file, rendered. `resolve` gives the address within the page of a relative link, `image` the picture of a
 * relative address; pictures elsewhere become links, so that no one else learns who reads this.
 */
export function Markdown({ text, resolve, image }: { text: string; resolve: (href: string) => string; image: (src: string) => Promise<string | undefined> }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    render(text, resolve, image).then(
      (fragment) => current && place.current?.replaceChildren(fragment),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [text]);
  if (failed) return <pre class="block">{visibleText(text)}</pre>;
  return <div class="markdown" ref={place} />;
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
  // What may be wider than the page is moved by the keyboard, too.
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

/** Headings begin below the page's own, and none leaves a level out. */
function demote(headings: Iterable<Element>): void {
  let last = 1;
  for (const heading of headings) {
    last = Math.min(Number(heading.tagName[1]) + 1, last + 1, 6);
    const lower = document.createElement(`h${last}`);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}
