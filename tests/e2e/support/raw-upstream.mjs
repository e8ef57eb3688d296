import { gitType, startUpstream } from "./http.mjs";

/** An upstream that responds to everything with 200, and records the requests. */
export class RawUpstream {
  /** The complete requests: `{ method, url, headers, rawHeaders, body }`, oldest first. */
  requests = [];
  /** The number of requests that were cut off within their body. */
  broken = 0;

  static async start(t) {
    const upstream = new RawUpstream();
    upstream.url = await startUpstream(t, async (request, response) => {
      const chunks = [];
      try {
        for await (const chunk of request) chunks.push(chunk);
      } catch {
        upstream.broken += 1;
        return;
      }
      const { method, url, headers, rawHeaders } = request;
      upstream.requests.push({ method, url, headers, rawHeaders, body: Buffer.concat(chunks).toString("latin1") });
      response.writeHead(200, { "content-type": gitType(url) }).end("0000");
    });
    return upstream;
  }

  /** The requests since the last call. */
  take() {
    return this.requests.splice(0);
  }
}
