import { once } from "node:events";
import { createServer } from "node:http";

import { configuration } from "./configuration.mjs";
import { CLIENTS, USERS } from "./defaults.mjs";
import { generateKeys } from "./keys.mjs";
import { login } from "./login.mjs";
import { Provider } from "./quietly.mjs";

/** An OpenID provider on loopback: the certified `oidc-provider`, with the caller's clients and users. */
export class IdentityProvider {
  #server;
  #handle;
  #intercept;

  constructor(server, { clients, users }) {
    this.#server = server;
    this.issuer = `http://127.0.0.1:${server.address().port}`;
    this.clients = clients;
    this.users = users;
    /** The requests, oldest first, such as `GET /jwks`. */
    this.requests = [];
    server.on("request", (request, response) => {
      this.requests.push(`${request.method} ${new URL(request.url, this.issuer).pathname}`);
      if (!this.#intercept?.(request, response)) this.#handle(request, response);
    });
  }

  /**
   * Starts it on a port, a free one by default.
   *
   * @param {{ port?: number, keys?: SigningKey[], clients?: object[], users?: object[] }} options
   *   `clients`, `users`: as in `defaults.mjs`.
   */
  static async start({ port = 0, keys, clients = CLIENTS, users = USERS } = {}) {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    const provider = new IdentityProvider(server, { clients, users });
    try {
      await provider.rotate(keys);
      return provider;
    } catch (error) {
      await provider.close();
      throw error;
    }
  }

  /** Where `jwks_uri` leads. */
  get jwksUri() {
    return `${this.issuer}/jwks`;
  }

  /** Replaces the keys, by default with new ones, and publishes no others. Sessions end. */
  async rotate(keys) {
    this.keys = keys ?? (await generateKeys());
    const provider = new Provider(this.issuer, configuration(this));
    provider.use(login(provider, this.users));
    this.#handle = provider.callback();
  }

  /** The key that signs with an algorithm. */
  key(alg) {
    return this.keys.find((key) => key.alg === alg);
  }

  client(id) {
    return this.clients.find((client) => client.id === id);
  }

  /**
   * Lets `handle` respond instead of the provider: slowly, with an error, or as another issuer.
   *
   * @param {(request, response) => boolean} [handle] whether it responds; without one, the provider responds again.
   */
  intercept(handle) {
    this.#intercept = handle;
  }

  /** The provider's own response, for a `handle` that only delays it. */
  answer(request, response) {
    this.#handle(request, response);
  }

  async close() {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    await new Promise((resolve) => this.#server.close(resolve));
  }

  [Symbol.asyncDispose]() {
    return this.close();
  }
}
