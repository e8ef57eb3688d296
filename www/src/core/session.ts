import { GitSigner, init, signGit, type GitAuth } from "codecommit-signer";

import type { Authorize, Refused } from "./authorization.ts";
import type { Keys } from "./credentials.ts";
import { failure, problemFrom } from "./messages.ts";
import { CoreError } from "./problem.ts";
import type { RepositoryRef } from "./repository-ref.ts";

export type SignedIn = { kind: "keys"; keys: Keys } | { kind: "login"; accessToken: string; refreshToken?: string; expiresAt?: number };

const STORED = "codecommit-edge.session";
const PENDING = "codecommit-edge.login";
/** A login is renewed this many milliseconds before it expires. */
const RENEW_BEFORE = 60_000;
/** Signing again is useless if the times differ by less than this many milliseconds. */
const SAME_TIME = 60_000;
/** Codes that are more specific than `login_failed`, the most specific first; from the edge's header or OAuth's `error`. */
const LOGIN_CODES = ["too_many_sign_ins", "access_denied", "invalid_grant", "temporarily_unavailable"];
/** The codes for a clock that is ahead, and for one that is behind: its passwords arrive expired. */
const CLOCK: readonly string[] = ["clock_skewed", "credentials_expired"];

export interface SessionOptions {
  /** The edge's URL, without a trailing slash. */
  edge: string;
  /** This tab's `sessionStorage`, which the browser deletes with the tab. */
  storage: Storage;
  fetch?: typeof fetch;
  clock?: () => number;
  /** Called after each sign-in, renewal and sign-out. */
  onChange?: () => void;
}

/** The signed-in user. Secrets exist only in this object and, if the user chose that, in this tab's storage. */
export class Session {
  readonly #options: Required<SessionOptions>;
  #signedIn: SignedIn | undefined;
  #signer: GitSigner | undefined;
  #keepInTab = false;
  #renewing: Promise<void> | undefined;
  /** The token of a login that the edge has not confirmed to have revoked. */
  #unrevoked: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = { fetch: (...given) => fetch(...given), clock: Date.now, onChange: () => undefined, ...options };
    const stored = options.storage.getItem(STORED);
    if (stored !== null) this.#restore(stored);
  }

  get kind(): SignedIn["kind"] | undefined {
    return this.#signedIn?.kind;
  }

  /** The keys, for AWS APIs; undefined with a company login. */
  get keys(): Keys | undefined {
    return this.#signedIn?.kind === "keys" ? this.#signedIn.keys : undefined;
  }

  /** Seconds until the credentials expire; undefined if unknown. */
  secondsLeft(): number | undefined {
    const ends = this.#signedIn?.kind === "keys" ? this.#signedIn.keys.expiration?.getTime() : this.#signedIn?.expiresAt;
    return ends === undefined ? undefined : Math.max(0, Math.floor((ends - this.#options.clock()) / 1000));
  }

  signInWithKeys(keys: Keys, { keepInTab }: { keepInTab: boolean }): void {
    this.#become({ kind: "keys", keys }, keepInTab);
  }

  /** Starts a company login (RFC 6749 with PKCE) and returns the authorization URL to send the browser to. */
  async beginLogin({ keepInTab }: { keepInTab: boolean }): Promise<string> {
    const { edge, storage } = this.#options;
    const [verifier, state] = [random(), random()];
    storage.setItem(PENDING, JSON.stringify({ verifier, state, keepInTab }));
    const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
    const query = { response_type: "code", client_id: "www", redirect_uri: `${edge}/`, code_challenge: challenge, code_challenge_method: "S256", state };
    return `${edge}/oauth/authorize?${new URLSearchParams(query)}`;
  }

  /**
   * Completes a login with the query of the redirect. The caller removes the query from the address first.
   *
   * @returns whether the query is an authorization response
   * @throws {CoreError}
   */
  async finishLogin(query: URLSearchParams): Promise<boolean> {
    const [code, error] = [query.get("code"), query.get("error")];
    if (code === null && error === null) return false;
    const { edge, storage } = this.#options;
    const { verifier, state, keepInTab } = JSON.parse(storage.getItem(PENDING) ?? "{}") as { verifier?: string; state?: string; keepInTab?: boolean };
    storage.removeItem(PENDING);
    if (verifier === undefined || state !== query.get("state")) throw failure("login_failed");
    if (code === null) throw failure("login_failed", query.get("error_description") ?? error ?? undefined);
    await this.#tokens({ grant_type: "authorization_code", code, redirect_uri: `${edge}/`, code_verifier: verifier }, keepInTab === true);
    return true;
  }

  /** Whether the credentials renew without another sign-in. */
  get renews(): boolean {
    return this.#signedIn?.kind === "login" && this.#signedIn.refreshToken !== undefined;
  }

  /**
   * Returns the `Authorization` header for a request to the edge. Keys sign it here; the secret is never sent. After a
   * rejection it renews the login, signs with the server's time, or uses credentials that have replaced the rejected ones.
   *
   * @throws {CoreError} the rejection, if none of these can help
   */
  readonly authorize: Authorize = async (repositoryRef, refused) => {
    await this.#renewWhereDue(refused?.authorization);
    if (this.#signedIn?.kind === "login") return `Bearer ${this.#signedIn.accessToken}`;
    if (!refused || !(await this.#signed(repositoryRef, refused.authorization))) return (await this.#sign(repositoryRef)).authorization;
    return this.#signAtServersTime(repositoryRef, refused);
  };

  /** The bearer authorization of a company login, renewed first if it expires soon; undefined with keys. */
  async bearer(): Promise<string | undefined> {
    await this.#renewWhereDue();
    return this.#signedIn?.kind === "login" ? `Bearer ${this.#signedIn.accessToken}` : undefined;
  }

  /** A git password for the terminal; undefined if nobody is signed in. With a company login it works for every repository. */
  async password(repositoryRef: RepositoryRef): Promise<{ username: string; password: string; expiresAt: Date | undefined } | undefined> {
    if (!this.#signedIn) return undefined;
    await this.#renewWhereDue();
    if (this.#signedIn.kind === "login") {
      const { accessToken, expiresAt } = this.#signedIn;
      // The edge accepts any user name with a session token.
      return { username: "session", password: accessToken, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) };
    }
    const { username, password, expiresAt } = await this.#sign(repositoryRef);
    return { username, password, expiresAt };
  }

  /**
   * Forgets all credentials and revokes a login at the edge.
   *
   * @throws {CoreError} as `revoke`
   */
  async signOut(): Promise<void> {
    if (this.#signedIn?.kind === "login") this.#unrevoked = this.#signedIn.refreshToken ?? this.#signedIn.accessToken;
    this.#forget();
    await this.revoke();
  }

  /**
   * Revokes the login that the user has signed out of, unless the edge has confirmed that already.
   *
   * @throws {CoreError} `sign_out_unconfirmed`
   */
  async revoke(): Promise<void> {
    const token = this.#unrevoked;
    if (token === undefined) return;
    const { edge, fetch: get } = this.#options;
    const body = new URLSearchParams({ client_id: "www", token });
    // The request continues even if the user closes the tab.
    const response = await get(`${edge}/oauth/revoke`, { method: "POST", body, credentials: "omit", keepalive: true }).catch(() => undefined);
    if (!response?.ok) {
      const answer = (await response?.json().catch(() => undefined)) as { error_description?: unknown } | undefined;
      throw failure("sign_out_unconfirmed", answer?.error_description === undefined ? undefined : String(answer.error_description));
    }
    if (this.#unrevoked === token) this.#unrevoked = undefined;
  }

  async #sign(repositoryRef: RepositoryRef): Promise<GitAuth> {
    try {
      await init();
      if (!this.#signer) throw failure("unauthenticated");
      return await this.#signer.sign(addressOf(repositoryRef));
    } catch (error) {
      throw new CoreError(problemFrom(error), { cause: error });
    }
  }

  /** Whether an authorization was signed with the current keys. */
  async #signed(repositoryRef: RepositoryRef, authorization: string): Promise<boolean> {
    const now = signedAt(authorization);
    if (this.#signedIn?.kind !== "keys" || now === undefined) return false;
    await init();
    try {
      return signGit(addressOf(repositoryRef), this.#signedIn.keys, { now }).authorization === authorization;
    } catch {
      return false;
    }
  }

  async #signAtServersTime(repositoryRef: RepositoryRef, { authorization, problem, date }: Refused): Promise<string> {
    if (!CLOCK.includes(problem.code)) throw new CoreError(problem);
    this.#signer?.observeDate(date);
    const signed = await this.#sign(repositoryRef);
    const apart = Math.abs((signedAt(signed.authorization) ?? 0) - (signedAt(authorization) ?? 0));
    if (apart < SAME_TIME) throw new CoreError(problem);
    return signed.authorization;
  }

  async #renewWhereDue(refused?: string): Promise<void> {
    if (this.#signedIn?.kind !== "login") return;
    const { accessToken, expiresAt } = this.#signedIn;
    // A login without a refresh token is used until it expires.
    const ends = (expiresAt ?? Infinity) - (this.renews ? RENEW_BEFORE : 0);
    if (this.#options.clock() >= ends || refused === `Bearer ${accessToken}`) await this.#renew();
  }

  /** Concurrent requests share one renewal, because a refresh token works only once. */
  #renew(): Promise<void> {
    this.#renewing ??= this.#refresh().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #refresh(): Promise<void> {
    const signedIn = this.#signedIn;
    if (signedIn?.kind !== "login" || signedIn.refreshToken === undefined) throw failure("credentials_expired");
    try {
      await this.#tokens({ grant_type: "refresh_token", refresh_token: signedIn.refreshToken }, this.#keepInTab, signedIn);
    } catch (error) {
      if (error instanceof CoreError && error.problem.code === "invalid_grant") this.#forget();
      throw error;
    }
  }

  async #tokens(fields: Record<string, string>, keepInTab: boolean, renewed?: SignedIn): Promise<void> {
    const { edge, fetch: get, clock } = this.#options;
    const sent = { method: "POST", body: new URLSearchParams({ client_id: "www", ...fields }), credentials: "omit" } as const;
    const response = await get(`${edge}/oauth/token`, sent).catch(() => {
      throw failure("edge_unreachable");
    });
    const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
    if (!response.ok) {
      const given = [response.headers.get("x-codecommit-edge-code"), answer["error"]];
      throw failure(LOGIN_CODES.find((code) => given.includes(code)) ?? "login_failed", String(answer["error_description"] ?? ""));
    }
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = answer;
    if (typeof accessToken !== "string") throw failure("login_failed");
    // A user who has signed out in the meantime stays signed out.
    if (renewed && this.#signedIn !== renewed) return;
    const login = {
      kind: "login" as const,
      accessToken,
      ...(typeof refreshToken === "string" && { refreshToken }),
      ...(typeof seconds === "number" && { expiresAt: clock() + seconds * 1000 }),
    };
    this.#become(login, keepInTab);
  }

  #become(signedIn: SignedIn, keepInTab: boolean): void {
    const { storage, onChange, clock } = this.#options;
    this.#signer?.dispose();
    this.#signedIn = signedIn;
    this.#keepInTab = keepInTab;
    this.#signer = signedIn.kind === "keys" ? new GitSigner(signedIn.keys, { now: clock }) : undefined;
    if (keepInTab) storage.setItem(STORED, JSON.stringify(signedIn));
    else storage.removeItem(STORED);
    onChange();
  }

  #restore(stored: string): void {
    try {
      const signedIn = JSON.parse(stored) as SignedIn;
      if (signedIn.kind === "keys" && signedIn.keys.expiration) signedIn.keys.expiration = new Date(signedIn.keys.expiration);
      this.#become(signedIn, true);
    } catch {
      this.#options.storage.removeItem(STORED);
    }
  }

  #forget(): void {
    this.#signer?.dispose();
    this.#signer = undefined;
    this.#signedIn = undefined;
    this.#options.storage.removeItem(STORED);
    this.#options.storage.removeItem(PENDING);
    this.#options.onChange();
  }
}

/** The signed address is CodeCommit's, because the edge relays the request to it. */
function addressOf({ region, repository }: RepositoryRef): string {
  return `codecommit::${region}://${repository}`;
}

/** The signing time of a signed password, in milliseconds since 1970. */
function signedAt(authorization: string): number | undefined {
  const [, basic = ""] = /^Basic ([A-Za-z0-9+/]+=*)$/.exec(authorization) ?? [];
  const [, date, time] = /:(\d{8})T(\d{6})Z[0-9a-f]{64}$/.exec(atob(basic)) ?? [];
  if (date === undefined || time === undefined) return undefined;
  return Date.parse(`${date.replace(/(....)(..)/, "$1-$2-")}T${time.replace(/(..)(..)/, "$1:$2:")}Z`);
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
