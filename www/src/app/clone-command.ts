import { shellCommand } from "../core/shell.ts";

/** A command that clones an address. With a user name and a password in it, it is quick, and in the shell's history afterwards. */
export function cloneCommand(address: string, credential?: { username: string; password: string }): string {
  const { protocol, host, pathname } = new URL(address);
  const user = credential ? `${encoded(credential.username)}:${encoded(credential.password)}@` : "";
  return shellCommand("git", "clone", `${protocol}//${user}${host}${pathname}`);
}

/** How that command looks, with what is secret hidden. */
export function maskedCommand(address: string): string {
  return shellCommand("git", "clone", address.replace("://", "://••••••••:••••••••@"));
}

/** `encodeURIComponent` leaves characters that not every reader of an address takes as they are. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
