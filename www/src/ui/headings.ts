import type { Place } from "./address.ts";

/** Puts headings below the page's own level, without skipping levels. */
export function demote(fragment: DocumentFragment): void {
  let last = 1;
  for (const heading of fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    last = Math.min(Number(heading.tagName[1]) + 1, last + 1, 6);
    const lower = document.createElement(`h${last}`);
    lower.append(...heading.childNodes);
    heading.replaceWith(lower);
  }
}

/** Makes each heading a link to itself, and returns the headings by slug. They get no `id`, which would be the file's choice. */
export function addressHeadings(fragment: DocumentFragment, address: (place: Place) => string): Map<string, HTMLElement> {
  const headings = new Map<string, HTMLElement>();
  for (const heading of fragment.querySelectorAll<HTMLElement>("h2, h3, h4, h5, h6")) {
    const slug = slugOf(heading.textContent ?? "", headings);
    if (slug === "") continue;
    headings.set(slug, heading);
    heading.tabIndex = -1;
    // Links cannot be nested.
    if (heading.querySelector("a, input")) continue;
    const anchor = Object.assign(document.createElement("a"), { href: address({ heading: slug }) });
    anchor.append(...heading.childNodes);
    heading.append(anchor);
  }
  return headings;
}

/** The slug of a heading, as GitHub makes it: a heading that is there already gets a number. */
export function slugOf(text: string, taken: ReadonlyMap<string, unknown>): string {
  const plain = text.trim().toLowerCase().replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "").replaceAll(" ", "-");
  let slug = plain;
  for (let count = 1; taken.has(slug); count++) slug = `${plain}-${count}`;
  return slug;
}
