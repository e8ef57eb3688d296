/** What went wrong, for programs in `code`, for people in `message`; never with a secret in it. */
export class CodeCommitSignerError extends Error {
  name = 'CodeCommitSignerError';

  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}

/** Calls into the wasm, which throws texts: the error's code in the first line and its message in the second. */
export function signing(call) {
  try {
    return call();
  } catch (error) {
    throw typeof error === 'string' ? new CodeCommitSignerError(...error.split('\n')) : error;
  }
}

/** The type of an unexpected value, which may be a secret itself. */
export function seen(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value?.then === 'function') return 'a promise';
  if (value instanceof Date) return 'an invalid Date';
  const type = typeof value;
  return type === 'undefined' ? type : `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
