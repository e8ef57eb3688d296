/** An error with a stable `code` and a readable `message`, without secrets. */
export class CodeCommitSignerError extends Error {
  name = 'CodeCommitSignerError';

  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}

/** Calls the wasm, which throws strings: the error's code in the first line and its message in the second. */
export function signing(call) {
  try {
    return call();
  } catch (error) {
    throw typeof error === 'string' ? new CodeCommitSignerError(...error.split('\n')) : error;
  }
}

/** The type of an unexpected value; the value itself may be secret. */
export function seen(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value?.then === 'function') return 'a promise';
  if (value instanceof Date) return 'an invalid Date';
  const type = typeof value;
  return type === 'undefined' ? type : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
