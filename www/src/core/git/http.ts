import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";

import type { Authorize, Place } from "../api.ts";
import { failure } from "../messages.ts";
import { authorized } from "./authorized.ts";

export interface HttpOptions {
  place: Place;
  authorize: Authorize;
  signal?: AbortSignal | undefined;
  maxBytes?: number | undefined;
  onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * isomorphic-git's HTTP client. It asks for an authorization before each request and after a 401, and turns a refusal of
 * the edge into its own words.
 */
export function httpClient({ place, authorize, signal, maxBytes = Infinity, onBytes }: HttpOptions): HttpClient {
  let received = 0;

  async function* counted(stream: ReadableStream<Uint8Array>): AsyncIterableIterator<Uint8Array> {
    const reader = stream.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        received += value.byteLength;
        if (received > maxBytes) throw failure("clone_too_large");
        onBytes?.(received);
        yield value;
      }
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }

  async function request({ url, method = "GET", headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
    const sent = body && (await collected(body));
    const response = await authorized(place, authorize, (authorization) =>
      fetch(url, { method, headers: { ...headers, authorization }, signal: signal ?? null, credentials: "omit", redirect: "error", ...(sent && { body: sent }) }),
    );
    return {
      url: response.url,
      method,
      statusCode: response.status,
      statusMessage: response.statusText,
      headers: Object.fromEntries(response.headers),
      body: counted(response.body ?? new ReadableStream()),
    };
  }

  return { request };
}

async function collected(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of body) parts.push(new Uint8Array(part));
  return new Blob(parts);
}
