import { failure } from "./messages.ts";

/** Words that need no quotes in sh, PowerShell and cmd.exe. */
const PLAIN = /^[A-Za-z0-9_./:][A-Za-z0-9_./:-]*$/;

/** A terminal acts on these even within quotes. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A command line for POSIX shells in which every word is quoted as needed. All commands that the page shows or copies are
 * made here.
 *
 * @throws {CoreError} `invalid_name` if a word contains a control character
 */
export function shellCommand(...words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  if (CONTROL.test(word)) throw failure("invalid_name");
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
