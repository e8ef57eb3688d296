/**
 * @param {Request} request
 * @returns {Promise<void>} resolves when the client disconnects
 */
export function departure(request) {
  return new Promise((resolve) => request.signal.addEventListener("abort", () => resolve(), { once: true }));
}
