import assert from "node:assert/strict";

/** The ids of the page's own elements. */
const OWN_IDS = ["app", "main", "keys", "keys-title", "keys-seen", "keys-profile", "login-title", "subject", "message", "author-name", "author-email", "branch-name", "path", "limit", "room", "asking", "whole", "with-login", "signing-title", "kept-title", "listed-title", "region", "regions", "profile", "repository", "conclude-message", "conclude-name", "conclude-email", "git-name", "git-email", "new-ref-at", "new-ref-message", "ref-names", "amend-message", "stash-message", "files-found", ...Array.from({ length: 50 }, (_, index) => `file-found-${index}`)];

/** Characters that are invisible, or change how others are displayed. */
const HIDDEN = "[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\u{e0000}-\\u{e01ef}]";

/** Watches a page from its first script on. Call it before opening the page. */
export async function watch(context) {
  await context.addInitScript(() => {
    globalThis.__violations = [];
    addEventListener("securitypolicyviolation", (event) => globalThis.__violations.push(`${event.violatedDirective} ${event.blockedURI}`), true);
  });
}

/** Asserts that nothing the page shows has become active: no script, no foreign element or attribute, no hidden character. */
export async function assertInert(page) {
  const seen = await page.tab.evaluate(inspect, { ids: OWN_IDS, hidden: HIDDEN });
  // Cleared, so that each test reports only its own.
  const faults = page.faults.splice(0);
  assert.deepEqual({ ...seen, faults }, { ran: null, violations: [], foreign: [], hidden: [], faults: [] });
}

/** Asserts that the page's own header and links are visible and clickable. The tests' windows are wide. */
export async function assertUsable(page) {
  const covered = await page.tab.evaluate(() => {
    scrollTo(0, 0);
    return [...document.querySelectorAll("header.bar a, header.bar button:not(.narrow-only), nav.tabs a")].flatMap((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const x = left + width / 2;
      if (x > innerWidth) return [];
      const hit = document.elementFromPoint(x, top + height / 2);
      return width > 0 && hit && (element.contains(hit) || hit.contains(element)) ? [] : [element.textContent];
    });
  });
  assert.deepEqual(covered, []);
}

function inspect({ ids, hidden }) {
  const foreign = [];
  const hiddenCharacter = new RegExp(hidden, "u");
  const unseen = [];
  // What the page itself puts into Markdown: task boxes, frames for wide tables, and highlighted code.
  const own = '.markdown, .hidden-character, input[type="checkbox"][disabled]:not([name], [value], [form]), div.wide > table, div.wide:has(> table), pre > code > span[class^="hljs-"]';
  const within = /^(?:A|B|BLOCKQUOTE|BR|CODE|DD|DEL|DETAILS|DIV|DL|DT|EM|H[1-6]|HR|I|IMG|INS|KBD|LI|OL|P|PRE|S|SPAN|STRONG|SUB|SUMMARY|SUP|TABLE|TBODY|TD|TH|THEAD|TR|UL)$/;
  for (const element of document.querySelectorAll("*")) {
    const say = (what) => foreign.push(`${what} on ${element.cloneNode().outerHTML}`);
    const isHead = document.head.contains(element);
    if (/^(?:IFRAME|OBJECT|EMBED|BASE|FRAME|APPLET|VIDEO|AUDIO|MATH|TEMPLATE|STYLE|PICTURE|SOURCE)$/i.test(element.tagName)) say("element");
    if (/^(?:SCRIPT|LINK|META)$/i.test(element.tagName) && !(isHead || new URL(element.src ?? "", location.href).origin === location.origin)) say("element");
    if (element.closest(".markdown") && !element.matches(own) && (!within.test(element.tagName) || element.hasAttribute("class"))) say("element or class");
    if (element.closest("svg") && !element.closest("svg.icon, svg.graph")) say("svg");
    if (element.id && !ids.includes(element.id)) say("id");
    if (element.id && document.querySelectorAll(`#${CSS.escape(element.id)}`).length > 1) say("second id");
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || ["style", "ping", "srcset", "srcdoc", "formaction", "action", "contenteditable", "popover"].includes(name) || (name === "name" && !isHead)) say(name);
      if (name === "href" && !isHead && !element.matches("footer a") && !/^(?:#|blob:|mailto:|http:\/\/127\.0\.0\.1)/.test(value) && !(/^(?:https:)?\/\//.test(value) && element.target === "_blank" && /noopener/.test(element.rel))) say("href");
      if (name === "src" && !/^blob:/.test(value) && element.tagName !== "SCRIPT") say("src");
      if (hiddenCharacter.test(value) && name !== "value" && name !== "href") unseen.push(`${name}=${JSON.stringify(value)}`);
      if (/^(?:aria-label|title|alt)$/.test(name) && /[\t\n\r]/.test(value)) unseen.push(`${name}=${JSON.stringify(value)}`);
    }
  }
  const editor = document.querySelector(".editor > div")?.shadowRoot?.querySelector(".cm-content");
  for (const text of [document.title, document.body.textContent, editor?.textContent ?? ""]) {
    const [found] = hiddenCharacter.exec(text) ?? [];
    if (found) unseen.push(`U+${found.codePointAt(0).toString(16)} in ${JSON.stringify(text.slice(Math.max(0, text.indexOf(found) - 30), text.indexOf(found) + 30))}`);
  }
  return { ran: globalThis.__ran ?? null, violations: globalThis.__violations.splice(0), foreign, hidden: unseen };
}
