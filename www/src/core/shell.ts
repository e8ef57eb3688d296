import { failure } from "./messages.ts";

/** Words that mean themselves to sh, and to PowerShell and cmd.exe too. */
const PLAIN = /^[A-Za-z0-9_./:][A-Za-z0-9_./:-]*$/;

/** In a terminal these act at once, within quotes as well. */
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A command line for POSIX shells, in which every word stays one word and means itself. All commands that the page shows
 * or copies are made here.
 *
 * @throws {CoreError} `invalid_name` where a word has a control character
 */
export function shellCommand(...words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  if (CONTROL.test(word)) throw failure("invalid_name");
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
