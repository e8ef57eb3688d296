// Cloudflare's Rate Limiting binding.

/**
 * Counts a request: whether it is within the limit.
 *
 * @param {RateLimit} limiter
 * @param {string} key what it is counted under
 */
export async function isWithinLimit(limiter, key) {
  const { success } = await limiter.limit({ key });
  return success;
}
