/** 2026-01-01T00:00:00Z in milliseconds. */
export const T0 = 1_767_225_600_000;
export const MINUTE = 60_000;
export const URL_APP = 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app';

export const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** Temporary credentials that differ by a number. */
export function temporary(n, expiration) {
  return {
    accessKeyId: `ASIAEXAMPLE${n}`,
    secretAccessKey: `${KEYS.secretAccessKey}${n}`,
    sessionToken: `token${n}+/==`,
    expiration: new Date(expiration),
  };
}

/** A clock that changes only when it is set. */
export function clockAt(time) {
  const clock = () => clock.time;
  clock.time = time;
  return clock;
}

/** A provider whose calls a test resolves: `calls[n].resolve(credentials)`. */
export function manualProvider() {
  const calls = [];
  const provider = () => new Promise((resolve, reject) => calls.push({ resolve, reject }));
  return { calls, provider };
}
