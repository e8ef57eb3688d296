/** Fetches what is given by its URL. */
export function open(input) {
  return input instanceof URL ? fetch(input) : input;
}
