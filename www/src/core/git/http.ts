import type { GitHttpRequest, GitHttpResponse, HttpClient } from "isomorphic-git";

import type { Authorize } from "../authorization.ts";
import { failure } from "../messages.ts";
import type { RepositoryRef } from "../repository-ref.ts";
import { assertNoError, completed } from "./advertisement.ts";
import { authorized } from "./authorized.ts";
import { joined } from "./joined.ts";
import { packets } from "./pkt-lines.ts";
import { inSideBand } from "./report.ts";

export interface HttpOptions {
  repositoryRef: RepositoryRef;
  authorize: Authorize;
  signal?: AbortSignal | undefined;
  maxBytes?: number | undefined;
  onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * The HTTP client for isomorphic-git. It authorizes each request, again after a 401, and throws the edge's rejections as
 * `CoreError`. It also adds to responses what servers may omit but isomorphic-git requires.
 */
export function httpClient({ repositoryRef, authorize, signal, maxBytes = Infinity, onBytes }: HttpOptions): HttpClient {
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
    const response = await authorized(repositoryRef, authorize, (authorization) =>
      fetch(url, { method, headers: { ...headers, authorization }, signal: signal ?? null, credentials: "omit", redirect: "error", ...(sent && { body: sent }) }),
    );
    return {
      url: response.url,
      method,
      statusCode: response.status,
      statusMessage: response.statusText,
      headers: Object.fromEntries(response.headers),
      body: await completedAnswer(url, counted(response.body ?? new ReadableStream())),
    };
  }

  return { request };
}

async function completedAnswer(url: string, body: AsyncIterableIterator<Uint8Array>): Promise<AsyncIterableIterator<Uint8Array>> {
  const [, discovered] = /\/info\/refs\?service=(git-(?:upload|receive)-pack)$/.exec(url) ?? [];
  if (discovered !== undefined) return only(completed(await whole(body), discovered));
  if (url.endsWith("/git-receive-pack")) return only(inSideBand(await whole(body)));
  return withoutError(body);
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return joined(parts);
}

async function* only(bytes: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield bytes;
}

const LONGEST_PACKET = 65_535;

/** Passes on a response with a pack and throws if an error packet occurs in it; isomorphic-git mistakes some of them for the end. */
async function* withoutError(body: AsyncIterableIterator<Uint8Array>): AsyncIterableIterator<Uint8Array> {
  let unread: Uint8Array = new Uint8Array();
  for await (const part of body) {
    unread = joined([unread, part]);
    let read = 0;
    for (const line of packets(unread)) {
      read += 4 + (line?.length ?? 0);
      if (line) assertNoError(line);
    }
    // More unread bytes than the longest packet: this response is not in packets.
    unread = unread.length - read > LONGEST_PACKET ? new Uint8Array() : unread.subarray(read);
    yield part;
  }
}

async function collected(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const part of body) parts.push(new Uint8Array(part));
  return new Blob(parts);
}
