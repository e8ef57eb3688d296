import { CodeCommitSignerError, seen } from './error.js';

/** Seconds since 1970 of a time given as `Date`, milliseconds or a function; the wasm drops the fraction. */
export function seconds(time) {
  const now = typeof time === 'function' ? time() : time;
  const milliseconds = typeof now === 'number' ? now : now instanceof Date ? now.getTime() : NaN;
  // Negated, so that NaN fails too.
  if (!(milliseconds >= 0)) {
    throw new CodeCommitSignerError(
      'invalid_timestamp',
      `the time must be a Date or milliseconds since 1970, saw ${seen(now)}`,
    );
  }
  return milliseconds / 1000;
}

/** Rejects anything but a string; the wasm validates the string itself. */
export function assertString(value, code, name) {
  if (typeof value !== 'string') {
    throw new CodeCommitSignerError(code, `${name} must be a string, saw ${seen(value)}`);
  }
}

/** Rejects a region that is neither a string nor omitted. */
export function assertRegion(region) {
  if (region !== undefined) assertString(region, 'invalid_region', 'the region');
}
