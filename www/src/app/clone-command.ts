import { shellCommand } from "../core/shell.ts";

/** A command that clones a URL. With a user name and a password, the shell may keep it in its history. */
export function cloneCommand(address: string, credential?: { username: string; password: string }): string {
  const { protocol, host, pathname } = new URL(address);
  const user = credential ? `${encoded(credential.username)}:${encoded(credential.password)}@` : "";
  return shellCommand("git", "clone", `${protocol}//${user}${host}${pathname}`);
}

/** That command with the user name and the password hidden. */
export function maskedCommand(address: string): string {
  return shellCommand("git", "clone", address.replace("://", "://••••••••:••••••••@"));
}

/** Also encodes the characters that `encodeURIComponent` leaves and some URL parsers misread. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
