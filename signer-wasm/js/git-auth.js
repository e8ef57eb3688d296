/** Converts the lines from the wasm to the object that is returned. */
export function gitAuth(lines, username) {
  const [password, url, region, expiresAt] = lines.split('\n');
  return {
    username,
    password,
    authorization: `Basic ${btoa(`${username}:${password}`)}`,
    url,
    region,
    expiresAt: new Date(expiresAt * 1000),
  };
}
