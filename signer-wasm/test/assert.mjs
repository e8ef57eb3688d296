// The same assertions in every runtime.

export function ok(value, message = 'expected a true value') {
  if (!value) throw new Error(message);
}

export function equal(actual, expected, message = '') {
  if (!Object.is(actual, expected)) throw new Error(`${message} expected ${show(expected)}, got ${show(actual)}`);
}

export function deepEqual(actual, expected, message = '') {
  if (show(actual) !== show(expected)) throw new Error(`${message} expected ${show(expected)}, got ${show(actual)}`);
}

export function throws(call, code, { Error: Class = Error } = {}) {
  let result;
  try {
    result = call();
  } catch (error) {
    ok(error instanceof Class, `not a ${Class.name}: ${error}`);
    equal(error.code, code, error.message);
    return error;
  }
  throw new Error(`expected an error ${code}, got ${show(result)}`);
}

export async function rejects(promise, code, options) {
  let result;
  try {
    result = await promise;
  } catch (error) {
    return throws(() => { throw error; }, code, options);
  }
  throw new Error(`expected an error ${code}, got ${show(result)}`);
}

// Sorted names, so that the order of an object's properties does not count.
function show(value) {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
