/** Fetches a URL. */
export function open(input) {
  return input instanceof URL ? fetch(input) : input;
}
