/** A command that clones an address, with the user name and the password in it: quick, and in the shell's history afterwards. */
export function cloneCommand(address: string, { username, password }: { username: string; password: string }): string {
  const { protocol, host, pathname } = new URL(address);
  return `git clone '${protocol}//${encoded(username)}:${encoded(password)}@${host}${pathname}'`;
}

/** `encodeURIComponent` leaves characters alone that end a quotation in a shell. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
