/**
 * The file that IAM's console offers for new Git credentials. Values are quoted only where CSV needs it: IAM's passwords may
 * contain `+`, `/` and `=`, but neither commas nor quotes.
 */
export function credentialsCsv({ username, password }: { username: string; password: string }): string {
  return `User Name,Password\r\n${[username, password].map(quoted).join(",")}\r\n`;
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
