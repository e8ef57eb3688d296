/**
 * Requests a static asset.
 *
 * @param {Fetcher} assets
 * @param {string} url
 * @param {Request} request whose method and conditional headers are forwarded; nothing else is
 * @returns {Promise<Response>}
 */
export async function fetchAsset(assets, url, request) {
  const headers = new Headers();
  const etag = request.headers.get("if-none-match");
  if (etag !== null) headers.set("if-none-match", etag);
  return assets.fetch(url, { method: request.method, headers });
}
