// Drives isomorphic-git as specified in driver.mjs.
import fs from "node:fs";

import git from "isomorphic-git";
import http from "isomorphic-git/http/node";

const [operation, text] = process.argv.slice(2);
const { url, directory: dir, depth, from, to, ref, credential = {} } = JSON.parse(text);
const { username, password, bearer } = credential;

const auth = bearer
  ? { headers: { Authorization: `Bearer ${bearer}` } }
  : { onAuth: () => ({ username, password }) };
const repository = { fs, http, dir, ...auth };

const OPERATIONS = {
  "version": async () => ({ version: `isomorphic-git ${git.version()}` }),
  "clone": () => git.clone({ ...repository, url }),
  "clone-shallow": () => git.clone({ ...repository, url, depth }),
  "fetch": () => git.fetch({ ...repository, remote: "origin" }),
  "deepen": () => git.fetch({ ...repository, remote: "origin", depth }),
  "push": () => git.push({ ...repository, remote: "origin", ref: from, remoteRef: to }),
  // `ref` must exist in the clone, although it is not used.
  "delete": () => git.push({ ...repository, remote: "origin", ref: "HEAD", remoteRef: ref, delete: true }),
};

/** An HTTP error's message is only its status; the edge's reason is in `data`. */
function reason(error) {
  const refs = Object.entries(error.data?.result?.refs ?? {}).map(([name, { error: why }]) => `${name}: ${why}`);
  return [error.code, error.message, error.data?.response, ...refs].filter(Boolean).join(": ");
}

if (!OPERATIONS[operation]) {
  console.log(JSON.stringify({ missing: `isomorphic-git has no ${operation}` }));
  process.exitCode = 3;
} else {
  try {
    console.log(JSON.stringify((await OPERATIONS[operation]()) ?? {}));
  } catch (error) {
    console.log(JSON.stringify({ error: reason(error) }));
    process.exitCode = 1;
  }
}
