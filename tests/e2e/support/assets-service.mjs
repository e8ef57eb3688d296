// Cloudflare's static assets for workerd, which has only files: content types, entity tags, and no directories.

const TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};

export default {
  async fetch(request, env) {
    if (!["GET", "HEAD"].includes(request.method)) return new Response(null, { status: 405 });
    const { pathname } = new URL(request.url);
    const path = pathname === "/" ? "/index.html" : pathname;
    const file = await env.FILES.fetch(`http://files${path}`);
    const type = TYPES[/\.([a-z0-9]+)$/.exec(path)?.[1]] ?? "application/octet-stream";
    // A directory is a list in JSON.
    const isFile = file.status === 200 && file.headers.has("last-modified") && file.headers.get("content-type") === "application/octet-stream";
    if (!isFile) {
      await file.body?.cancel();
      return new Response(null, { status: 404 });
    }
    const etag = `"${btoa(`${file.headers.get("last-modified")} ${file.headers.get("content-length")}`)}"`;
    const known = request.headers.get("if-none-match")?.includes(etag);
    if (known || request.method === "HEAD") await file.body?.cancel();
    const headers = { "content-type": type, etag, "cache-control": "public, max-age=0, must-revalidate" };
    if (known) return new Response(null, { status: 304, headers });
    return new Response(request.method === "HEAD" ? null : file.body, { headers });
  },
};
