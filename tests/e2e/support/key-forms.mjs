import { exportLines } from "./www-page.mjs";

const quoted = (text) => text.replaceAll(/=(.*)$/gm, '="$1"');

/** Keys as a profile of `~/.aws/credentials`. */
export function iniProfile({ accessKeyId, secretAccessKey, sessionToken }, name = "default") {
  return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
}

function inCapitals({ accessKeyId, secretAccessKey, sessionToken, expiration }) {
  return { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration.toISOString() };
}

/** The formats of keys that users have: the page's name for each, and the text. */
export const KEY_FORMS = {
  "export lines": ["environment variables", exportLines],
  "export lines with quotes": ["environment variables", (keys) => quoted(exportLines(keys))],
  "export lines with CRLF, a byte order mark and spaces at the ends": ["environment variables", (keys) => `\ufeff${exportLines(keys).replaceAll("\n", "  \t\r\n")}\r\n`],
  "set lines of the Windows prompt": ["environment variables", (keys) => exportLines(keys).replaceAll("export ", "set ").replaceAll("\n", "\r\n")],
  "PowerShell lines": ["PowerShell lines", (keys) => quoted(exportLines(keys).replaceAll("export ", "$Env:"))],
  "an INI profile": ["an INI profile", (keys) => iniProfile(keys)],
  "the JSON of sts assume-role": [
    "assume-role JSON",
    (keys) => JSON.stringify({ Credentials: inCapitals(keys), AssumedRoleUser: { AssumedRoleId: "AROAEXAMPLE:alice", Arn: "arn:aws:sts::123456789012:assumed-role/developer/alice" } }, null, 4),
  ],
  "the JSON of a credential process": ["credential-process JSON", (keys) => JSON.stringify({ Version: 1, ...inCapitals(keys) })],
};
