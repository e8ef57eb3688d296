// Cloudflare's Rate Limiting binding.

/**
 * Counts a request, and returns whether it is within the limit.
 *
 * @param {RateLimit} limiter
 * @param {string} key the key under which it is counted
 */
export async function isWithinLimit(limiter, key) {
  const { success } = await limiter.limit({ key });
  return success;
}
