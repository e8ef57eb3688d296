import { readFile } from 'node:fs/promises';

/** Reads or fetches what is given by its URL; `fetch` of Node.js knows no `file:`. */
export function open(input) {
  if (!(input instanceof URL)) return input;
  return input.protocol === 'file:' ? readFile(input) : fetch(input);
}
