import { once } from "node:events";
import { writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { pipeline } from "node:stream/promises";

import { selfSigned } from "./tls.mjs";

/**
 * CodeCommit's hosts, with TLS, for clients that use a proxy: a proxy for `CONNECT` that leads them to local AWS and
 * everything else nowhere.
 */
export class AwsNetwork {
  #servers;
  /** The hosts that clients asked the proxy for, in order. */
  asked = [];

  constructor(servers, proxy, certificate) {
    this.#servers = servers;
    this.environment = { HTTPS_PROXY: proxy, https_proxy: proxy, GIT_SSL_CAINFO: certificate };
  }

  /** Starts it. `file` becomes the certificate's file. */
  static async start(aws, { hosts, file }) {
    const { key, certificate } = selfSigned(hosts);
    writeFileSync(file, certificate);
    const secure = https.createServer({ key, cert: certificate }, async (request, response) => {
      try {
        const { method, headers } = request;
        const outgoing = http.request(aws.url + request.url, { method, headers, agent: false });
        const answered = once(outgoing, "response");
        pipeline(request, outgoing).catch(() => {});
        const [answer] = await answered;
        response.writeHead(answer.statusCode, answer.rawHeaders);
        await pipeline(answer, response);
      } catch {
        response.destroy();
      }
    });
    secure.listen(0, "127.0.0.1");
    await once(secure, "listening");

    const proxy = http.createServer((_, response) => response.writeHead(405).end());
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const network = new AwsNetwork([secure, proxy], `http://127.0.0.1:${proxy.address().port}`, file);
    proxy.on("connect", ({ url }, socket) => {
      socket.on("error", () => {});
      network.asked.push(url);
      const host = hosts.find((name) => url === `${name}:443`);
      if (!host) return socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      const upstream = net.connect(secure.address().port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("close", () => upstream.destroy());
    });
    return network;
  }

  close() {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}
