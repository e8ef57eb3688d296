/** A step of a pattern: bytes apart from slashes, any bytes, the choice to leave out the next two steps, or a byte that passes a test. */
type Step = "*" | "**" | "maybe" | Test;

type Test = (byte: string) => boolean;

/** The classes in brackets, as git defines them. */
const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ["alnum", /[A-Za-z0-9]/],
  ["alpha", /[A-Za-z]/],
  ["blank", /[ \t]/],
  ["cntrl", /[\0-\x1f\x7f]/],
  ["digit", /[0-9]/],
  ["graph", /[!-~]/],
  ["lower", /[a-z]/],
  ["print", /[ -~]/],
  ["punct", /[!-/:-@[-`{-~]/],
  ["space", /[ \t\n\r]/],
  ["upper", /[A-Z]/],
  ["xdigit", /[0-9A-Fa-f]/],
]);

/**
 * Whether paths match a pattern of `.gitattributes`. Both have one character for each byte, because git compares bytes. A pattern
 * without a slash is compared with a file's name; a pattern that ends with a slash matches no file. Hostile patterns take no longer
 * than others.
 */
export function matcher(pattern: string): (path: string) => boolean {
  if (pattern.endsWith("/")) return () => false;
  const isName = !pattern.includes("/");
  const anchored = pattern.replace(/^\//, "");
  // git compares what is before the first special character separately: `**` after it counts as the first one of a pattern.
  const [start = ""] = /^[^*?[\\]*/.exec(anchored) ?? [];
  const [end = ""] = /[^*?[\]\\/]*$/.exec(anchored) ?? [];
  const steps = stepsOf(anchored.slice(start.length));
  if (!steps) return () => false;
  return (path) => {
    const text = isName ? path.slice(path.lastIndexOf("/") + 1) : path;
    return text.startsWith(start) && text.endsWith(end) && matches(steps, text.slice(start.length));
  };
}

/** Follows all ways through the steps at once. */
function matches(steps: readonly Step[], text: string): boolean {
  /** For each step, how much of the text was read when it was last reached. */
  const reached = new Int32Array(steps.length + 1).fill(-1);
  function reach(list: number[], step: number, read: number): void {
    if (reached[step] === read) return;
    reached[step] = read;
    list.push(step);
    const kind = steps[step];
    if (typeof kind === "string") reach(list, step + 1, read);
    if (kind === "maybe") reach(list, step + 3, read);
  }
  let here: number[] = [];
  reach(here, 0, 0);
  for (let at = 0; at < text.length; at++) {
    const byte = text.charAt(at);
    const next: number[] = [];
    for (const step of here) {
      const kind = steps[step];
      if (kind === "**" || (kind === "*" && byte !== "/")) reach(next, step, at + 1);
      else if (typeof kind === "function" && kind(byte)) reach(next, step + 1, at + 1);
    }
    if (next.length === 0) return false;
    here = next;
  }
  return reached[steps.length] === text.length;
}

const same = (character: string): Test => (byte) => byte === character;

/** The steps of a pattern; undefined for a pattern that is not valid, which matches nothing. */
function stepsOf(pattern: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    if (character === "*") {
      const isFirst = at === 0 || pattern[at - 1] === "/";
      const from = at;
      while (pattern[at + 1] === "*") at++;
      const isWhole = at > from && isFirst && /^(?:$|\\?\/)/.test(pattern.slice(at + 1));
      // Two stars and a slash stand for any number of folders, also for none.
      if (isWhole && pattern[at + 1] === "/") steps.push("maybe");
      steps.push(isWhole ? "**" : "*");
    } else if (character === "[") {
      const set = setOf(pattern, at);
      if (!set) return undefined;
      steps.push((byte) => byte !== "/" && set.test(byte));
      at = set.end;
    } else if (character === "\\") {
      const escaped = pattern[++at];
      if (escaped === undefined) return undefined;
      steps.push(same(escaped));
    } else steps.push(character === "?" ? (byte) => byte !== "/" : same(character));
  }
  return steps;
}

/** The set of characters, ranges and classes in brackets, and where it ends; undefined if it is not closed or names an unknown class. */
function setOf(pattern: string, start: number): { test: Test; end: number } | undefined {
  const isNegated = /[!^]/.test(pattern.charAt(start + 1));
  const tests: Test[] = [];
  let at = start + (isNegated ? 2 : 1);
  /** The character that a range begins with if a minus sign follows. */
  let first: string | undefined;
  do {
    let character = pattern[at];
    const after = pattern[at + 1];
    const end = character === "[" && after === ":" ? pattern.indexOf("]", at + 2) : 0;
    if (character === undefined || end < 0) return undefined;
    if (end > at + 2 && pattern[end - 1] === ":") {
      const known = CLASSES.get(pattern.slice(at + 2, end - 1));
      if (!known) return undefined;
      tests.push((byte) => known.test(byte));
      [at, first] = [end, undefined];
    } else if (character === "-" && first !== undefined && after !== undefined && after !== "]") {
      const last = pattern[(at += after === "\\" ? 2 : 1)];
      if (last === undefined) return undefined;
      const from = first;
      tests.push((byte) => byte >= from && byte <= last);
      first = undefined;
    } else {
      if (character === "\\") character = pattern[++at];
      if (character === undefined) return undefined;
      tests.push(same(character));
      first = character;
    }
    at++;
  } while (pattern[at] !== "]");
  return { test: (byte) => tests.some((test) => test(byte)) !== isNegated, end: at };
}
