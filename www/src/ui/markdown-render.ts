import purify from "dompurify";
import { Marked, type Tokens } from "marked";

import type { Place } from "./address.ts";
import { visibleText } from "./foreign.tsx";
import { addressHeadings, demote } from "./headings.ts";
import { highlight } from "./highlight.ts";
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

/** How links and images of a file are found. */
export interface MarkdownLinks {
  /** Maps a relative link to a view of the page. */
  resolve: (href: string) => string;
  /** Loads an image by its relative address. */
  image: (src: string) => Promise<string | undefined>;
  /** The address of a place in this file. */
  address: (place: Place) => string;
}

export interface RenderedMarkdown {
  fragment: DocumentFragment;
  /** The headings by slug. */
  headings: ReadonlyMap<string, HTMLElement>;
  /** Highlights the blocks of code, once the fragment is shown. */
  finish(): void;
}

/** Renders Markdown to nodes that contain nothing active. */
export async function renderMarkdown(text: string, { resolve, image, address }: MarkdownLinks): Promise<RenderedMarkdown> {
  const { html, blocks, own } = parse(visibleText(text));
  const fragment: DocumentFragment = purify.sanitize(reduced(html, ALLOWED.ALLOWED_TAGS, ALLOWED.ALLOWED_ATTR), ALLOWED);
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
  const codes = fillBlocks(fragment, blocks, own);
  tickBoxes(fragment, own);
  demote(fragment);
  const headings = addressHeadings(fragment, address);
  makeScrollable(fragment);
  return { fragment, headings, finish: () => codes.forEach(({ code, block }) => void colour(code, block)) };
}

/**
 * Parses Markdown to HTML. In it stand names for what the page itself builds after the HTML is sanitized: blocks of code and task
 * boxes. A file cannot contain these names, because they are random.
 */
function parse(text: string): { html: string; blocks: Tokens.Code[]; own: string } {
  const own = `own-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
  const blocks: Tokens.Code[] = [];
  const parser = new Marked({
    gfm: true,
    renderer: {
      code: (block) => `<pre><code>${own} ${blocks.push(block) - 1}</code></pre>\n`,
      checkbox: ({ checked }) => `${own} ${checked ? "done" : "open"} `,
    },
  });
  return { html: parser.parse(text, { async: false }), blocks, own };
}

/** Puts the text of blocks of code in their places. */
function fillBlocks(fragment: DocumentFragment, blocks: readonly Tokens.Code[], own: string): { code: Element; block: Tokens.Code }[] {
  return [...fragment.querySelectorAll("pre > code")].flatMap((code) => {
    const [name, index] = (code.textContent ?? "").split(" ");
    const block = name === own ? blocks[Number(index)] : undefined;
    if (!block) return [];
    code.textContent = `${block.text}\n`;
    return [{ code, block }];
  });
}

/** Highlights a block of code in the language that it names. */
async function colour(code: Element, { text, lang = "" }: Tokens.Code): Promise<void> {
  const [, language] = /^([\w+#.-]{1,20})(?:[\s,{]|$)/.exec(lang) ?? [];
  if (language === undefined) return;
  // Without the highlighter, the code stays plain.
  const lines = await highlight(`x.${language}`, `${text}\n`).catch(() => undefined);
  if (!lines) return;
  const pieces = lines.flatMap((line, index) => [...(index > 0 ? ["\n"] : []), ...line.map(({ text: piece, scope }) => (scope === "" ? piece : Object.assign(document.createElement("span"), { className: scope, textContent: piece })))]);
  code.replaceChildren(...pieces);
}

/** Puts task boxes, which cannot be changed, in their places. */
function tickBoxes(fragment: DocumentFragment, own: string): void {
  const texts = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (texts.nextNode()) if (texts.currentNode.nodeValue?.includes(own)) found.push(texts.currentNode as Text);
  for (const text of found) {
    const [before = "", ...rest] = text.data.split(new RegExp(`${own} (done|open) `));
    const nodes: (Node | string)[] = [before];
    for (let index = 0; index < rest.length; index += 2) nodes.push(box(rest[index] === "done"), ` ${rest[index + 1] ?? ""}`);
    text.replaceWith(...nodes);
  }
}

function box(isDone: boolean): HTMLInputElement {
  const input = Object.assign(document.createElement("input"), { type: "checkbox", disabled: true, checked: isDone });
  input.toggleAttribute("checked", isDone);
  input.setAttribute("aria-label", isDone ? "done" : "to do");
  return input;
}

async function show(picture: HTMLImageElement, image: MarkdownLinks["image"]): Promise<void> {
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

/** Makes wide blocks scroll in themselves, also with the keyboard. */
function makeScrollable(fragment: DocumentFragment): void {
  for (const block of fragment.querySelectorAll("pre")) block.tabIndex = 0;
  for (const table of fragment.querySelectorAll("table")) {
    const frame = Object.assign(document.createElement("div"), { className: "wide", tabIndex: 0 });
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", "Table");
    table.replaceWith(frame);
    frame.append(table);
  }
}

function isAbroad(address: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(address);
}
