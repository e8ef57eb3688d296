import { failure } from "./messages.ts";

const PENDING = "codecommit-edge.login";
const CLIENT = { client_id: "www" };
/** Codes that are more specific than `login_failed`, the most specific first; from the edge's header or OAuth's `error`. */
const CODES = ["too_many_sign_ins", "access_denied", "invalid_grant", "temporarily_unavailable"];

/** The tokens of a company login. */
export interface Login {
  accessToken: string;
  refreshToken?: string;
  /** In milliseconds since 1970. */
  expiresAt?: number;
}

export interface LoginClientOptions {
  /** The edge's URL, without a trailing slash. */
  edge: string;
  /** Keeps the verifier while the browser is at the identity provider. */
  storage: Storage;
  fetch: typeof fetch;
  clock: () => number;
}

/** The page as an OAuth client of the edge (RFC 6749 with PKCE). */
export class LoginClient {
  readonly #options: LoginClientOptions;

  constructor(options: LoginClientOptions) {
    this.#options = options;
  }

  /** Starts a login and returns the authorization URL to send the browser to. */
  async begin({ keepInTab }: { keepInTab: boolean }): Promise<string> {
    const { edge, storage } = this.#options;
    const [verifier, state] = [random(), random()];
    storage.setItem(PENDING, JSON.stringify({ verifier, state, keepInTab }));
    const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
    const query = { response_type: "code", ...CLIENT, redirect_uri: `${edge}/`, code_challenge: challenge, code_challenge_method: "S256", state };
    return `${edge}/oauth/authorize?${new URLSearchParams(query)}`;
  }

  /**
   * Completes a login with the query of the redirect; undefined if the query is not an authorization response.
   *
   * @throws {CoreError}
   */
  async finish(query: URLSearchParams): Promise<{ login: Login; keepInTab: boolean } | undefined> {
    const [code, error] = [query.get("code"), query.get("error")];
    if (code === null && error === null) return undefined;
    const { edge, storage } = this.#options;
    const { verifier, state, keepInTab } = JSON.parse(storage.getItem(PENDING) ?? "{}") as { verifier?: string; state?: string; keepInTab?: boolean };
    this.forget();
    if (verifier === undefined || state !== query.get("state")) throw failure("login_failed");
    if (code === null) throw failure("login_failed", query.get("error_description") ?? error ?? undefined);
    const login = await this.#tokens({ grant_type: "authorization_code", code, redirect_uri: `${edge}/`, code_verifier: verifier });
    return { login, keepInTab: keepInTab === true };
  }

  /** Forgets a login that has begun. */
  forget(): void {
    this.#options.storage.removeItem(PENDING);
  }

  /**
   * Exchanges a refresh token, which works only once.
   *
   * @throws {CoreError} `invalid_grant` if the login has ended
   */
  renew(refreshToken: string): Promise<Login> {
    return this.#tokens({ grant_type: "refresh_token", refresh_token: refreshToken });
  }

  /**
   * Revokes the login of a token.
   *
   * @throws {CoreError} `sign_out_unconfirmed`
   */
  async revoke(token: string): Promise<void> {
    const { edge, fetch: get } = this.#options;
    const body = new URLSearchParams({ ...CLIENT, token });
    // The request continues even if the user closes the tab.
    const response = await get(`${edge}/oauth/revoke`, { method: "POST", body, credentials: "omit", keepalive: true }).catch(() => undefined);
    if (response?.ok) return;
    const answer = (await response?.json().catch(() => undefined)) as { error_description?: unknown } | undefined;
    throw failure("sign_out_unconfirmed", answer?.error_description === undefined ? undefined : String(answer.error_description));
  }

  async #tokens(fields: Record<string, string>): Promise<Login> {
    const { edge, fetch: get, clock } = this.#options;
    const sent = { method: "POST", body: new URLSearchParams({ ...CLIENT, ...fields }), credentials: "omit" } as const;
    const response = await get(`${edge}/oauth/token`, sent).catch(() => {
      throw failure("edge_unreachable");
    });
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (!response.ok) {
      const given = [response.headers.get("x-codecommit-edge-code"), answer["error"]];
      throw failure(CODES.find((code) => given.includes(code)) ?? "login_failed", String(answer["error_description"] ?? ""));
    }
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
    if (typeof accessToken !== "string") throw failure("login_failed");
    return {
      accessToken,
      ...(typeof refreshToken === "string" && { refreshToken }),
      ...(typeof seconds === "number" && { expiresAt: clock() + seconds * 1000 }),
    };
  }
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
