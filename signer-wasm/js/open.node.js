import { readFile } from 'node:fs/promises';

/** Reads or fetches a URL; Node.js's `fetch` does not support `file:`. */
export function open(input) {
  if (!(input instanceof URL)) return input;
  return input.protocol === 'file:' ? readFile(input) : fetch(input);
}
