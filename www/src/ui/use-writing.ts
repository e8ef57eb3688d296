import { useEffect, useRef, useState } from "preact/hooks";

import { useApp } from "../app/app.ts";
import { askBeforeLeaving } from "../app/leaving.ts";
import type { OpenClone } from "../app/open-clone.ts";
import { isOther, readText, type AnyText } from "../core/any-text.ts";
import { failure, problemFrom } from "../core/messages.ts";
import type { Encoder } from "../core/other-encodings.ts";
import type { Problem } from "../core/problem.ts";
import type { FileAt } from "../core/reading-api.ts";
import { encodeText, missingIn, type Encoding } from "../core/text.ts";
import { visible } from "./foreign.tsx";

/** Milliseconds after the last change until it is written. */
const WRITE_AFTER = 400;

/** A file in an editor. */
export interface Writing {
  /** The file as it was opened; another object when it is to be opened again. */
  file: FileAt | undefined;
  /** The file's text as it was opened; undefined if it is not text. */
  text: AnyText | undefined;
  /** The encoding in which the text is written: at first the file's own. */
  encoding: AnyText["encoding"];
  /** The latest text that is not written. */
  unwritten: string | undefined;
  /** `reread`: it has changed elsewhere, and the editor has no changes of its own. */
  state: "unchanged" | "reread" | "writing" | "written";
  /** Why the file could not be read. */
  unreadable: Problem | undefined;
  /** Why the latest text could not be written. */
  problem: Problem | undefined;
  /** Writes a text shortly after the last change, and at the latest when the editor closes. */
  write: (text: string) => void;
  /** Writes the latest text now; in another encoding, if one is given. Returns whether the file has it; otherwise `problem` says why not. */
  save: (encoding?: Encoding) => Promise<boolean>;
  /** Gives up the latest text if it is not written. */
  drop: () => void;
  /** Overwrites what has changed elsewhere with the editor's text. */
  keepMine: () => void;
  /** Opens the file as it is now, without the editor's text. */
  takeTheirs: () => void;
}

/** Reads a file of the working tree for an editor, and writes its texts unless the file has changed elsewhere since. */
export function useWriting(clone: OpenClone, path: string): Writing {
  const { git } = useApp();
  const { repositoryRef } = clone;
  const [file, setFile] = useState<FileAt>();
  const [text, setText] = useState<AnyText>();
  const [encoding, setEncoding] = useState<AnyText["encoding"]>("UTF-8");
  const [state, setState] = useState<Writing["state"]>("unchanged");
  const [unreadable, setUnreadable] = useState<Problem>();
  const [problem, setProblem] = useState<Problem>();
  /** What the file contains as far as this editor knows. */
  const known = useRef<Uint8Array>(undefined);
  /** The latest text that is not written. */
  const unwritten = useRef<string>(undefined);
  /** Writes texts in the encoding. */
  const encode = useRef<Encoder>((given) => encodeText(given, "UTF-8"));
  const written = useRef<AnyText["encoding"]>("UTF-8");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Why the last write failed. */
  const failed = useRef<Problem>(undefined);
  /** Writes run one after another: each compares the file with what the one before has written. */
  const writes = useRef<Promise<boolean>>(Promise.resolve(true));

  async function open(next: "unchanged" | "reread"): Promise<void> {
    const before = known.current;
    const [now, failed] = await git.file(repositoryRef, path).then((read) => [read, undefined] as const, (error: unknown) => [undefined, problemFrom(error)] as const);
    const read = now && (await readText(now.content));
    const other = now && read && isOther(read.encoding) ? (await import("../core/other-encodings.ts")).encoderFor(now.content, read.encoding) : undefined;
    // The editor has written in the meantime, or its text will be compared when it is.
    if (before !== known.current || unwritten.current !== undefined) return;
    const isReadOnly = read !== undefined && isOther(read.encoding) && !other;
    setUnreadable(failed ?? (isReadOnly ? problemFrom(failure("not_reversible", read.encoding)) : undefined));
    if (!now || isReadOnly || (before && isSame(before, now.content))) return;
    known.current = now.content;
    writeIn(read?.encoding ?? "UTF-8", other);
    setText(read);
    setFile(now);
    setState(next);
  }

  function writeIn(next: AnyText["encoding"], by?: Encoder): void {
    written.current = next;
    encode.current = by ?? ((given) => encodeText(given, next as Encoding));
    setEncoding(next);
  }

  /** Returns whether the latest text is written. */
  async function put(anyway: boolean): Promise<boolean> {
    const text = unwritten.current;
    if (text === undefined) return true;
    try {
      const bytes = encode.current(text);
      await git.write(repositoryRef, path, bytes, anyway ? undefined : known.current);
      known.current = bytes;
      failed.current = undefined;
      setProblem(undefined);
      if (unwritten.current === text) {
        unwritten.current = undefined;
        clone.unwritten.value = false;
        setState("written");
      }
      void clone.refresh();
      return true;
    } catch (error) {
      failed.current = problemFrom(error);
      setProblem(failed.current);
      return false;
    }
  }

  function flush(anyway = false): Promise<boolean> {
    clearTimeout(timer.current);
    writes.current = writes.current.then(() => put(anyway));
    return writes.current;
  }

  /** Gives up a text that could not be written. */
  function forget(): void {
    if (unwritten.current !== undefined) clone.unwritten.value = false;
    unwritten.current = undefined;
    failed.current = undefined;
  }

  useEffect(() => void open(known.current ? "reread" : "unchanged"), [clone.refreshed.value]);
  useEffect(() => {
    const hide = (): void => {
      if (document.visibilityState === "hidden") void flush();
    };
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      // The user has agreed to lose a text that could not be written before, but does not know of this one.
      const before = failed.current;
      void flush().then(() => {
        if (!before && failed.current) clone.operation.report(failed.current);
        forget();
      });
    };
  }, []);
  useEffect(() => (problem ? askBeforeLeaving(`Your changes to ${visible(path)} are not saved. Leave without saving?`) : undefined), [problem !== undefined]);

  return {
    file,
    text,
    encoding,
    unwritten: unwritten.current,
    state,
    unreadable,
    problem,
    write(text) {
      clearTimeout(timer.current);
      unwritten.current = text;
      clone.unwritten.value = true;
      setState("writing");
      // What cannot be written is said at once, so that leaving asks first.
      if (isOther(written.current) || missingIn(text, written.current).length === 0) timer.current = setTimeout(() => void flush(), WRITE_AFTER);
      else void flush();
    },
    save(next) {
      if (next !== undefined) writeIn(next);
      return flush();
    },
    drop() {
      clearTimeout(timer.current);
      forget();
      setProblem(undefined);
    },
    keepMine: () => void flush(true),
    takeTheirs() {
      clearTimeout(timer.current);
      forget();
      known.current = undefined;
      setProblem(undefined);
      void open("reread");
    },
  };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
