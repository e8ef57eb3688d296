/** The plain object of a signature, from the lines that the wasm answers. */
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
