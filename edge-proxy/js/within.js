/**
 * Runs an action with a time limit.
 *
 * @template T
 * @param {number} ms
 * @param {() => Promise<T>} act
 * @returns {Promise<T | undefined>} the result; undefined if it fails or takes longer
 */
export async function within(ms, act) {
  let timer;
  const expired = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  try {
    return await Promise.race([act(), expired]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
