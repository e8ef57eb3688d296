/**
 * Calls `beat` every two seconds until `work` has ended. If the runtime drops the request, the timer ends with it.
 *
 * @template T
 * @param {() => void} beat
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withHeartbeat(beat, work) {
  const timer = setInterval(beat, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Less than half of any lease that `beat` renews. */
const BEAT_MS = 2_000;
