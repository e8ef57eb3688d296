/**
 * Asks for a file that was deployed beside the worker.
 *
 * @param {Fetcher} assets
 * @param {string} url
 * @param {Request} request whose method and condition count; what else it has is not for the file
 * @returns {Promise<Response>}
 */
export async function fetchAsset(assets, url, request) {
  const headers = new Headers();
  const etag = request.headers.get("if-none-match");
  if (etag !== null) headers.set("if-none-match", etag);
  return assets.fetch(url, { method: request.method, headers });
}
