import type { Authorize } from "./authorization.ts";
import type { Keys } from "./credentials.ts";
import { KeySigner } from "./key-signer.ts";
import { LoginClient, type Login } from "./login-client.ts";
import { failure } from "./messages.ts";
import { CoreError } from "./problem.ts";
import type { RepositoryRef } from "./repository-ref.ts";

type SignedIn = { kind: "keys"; keys: Keys } | ({ kind: "login" } & Login);

const STORED = "codecommit-edge.session";
/** A login is renewed this many milliseconds before it expires. */
const RENEW_BEFORE = 60_000;

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
  readonly #client: LoginClient;
  #signedIn: SignedIn | undefined;
  /** Why the last login ended, unless the user ended it. */
  #ended: CoreError | undefined;
  #signer: KeySigner | undefined;
  #keepInTab = false;
  #renewing: Promise<void> | undefined;
  /** The token of a login that the edge has not confirmed to have revoked. */
  #unrevoked: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = { fetch: (...given) => fetch(...given), clock: Date.now, onChange: () => undefined, ...options };
    this.#client = new LoginClient(this.#options);
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

  /** Starts a company login and returns the authorization URL to send the browser to. */
  beginLogin(options: { keepInTab: boolean }): Promise<string> {
    return this.#client.begin(options);
  }

  /**
   * Completes a login with the query of the redirect. The caller removes the query from the address first.
   *
   * @returns whether the query is an authorization response
   * @throws {CoreError}
   */
  async finishLogin(query: URLSearchParams): Promise<boolean> {
    const finished = await this.#client.finish(query);
    if (finished) this.#become({ kind: "login", ...finished.login }, finished.keepInTab);
    return finished !== undefined;
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
    const isSame = refused && (await this.#signer?.hasSigned(repositoryRef, refused.authorization));
    if (!isSame) return (await this.#signerOrFail().sign(repositoryRef)).authorization;
    return this.#signerOrFail().signAtServersTime(repositoryRef, refused);
  };

  /** The bearer authorization of a company login, renewed first if it expires soon; undefined with keys. */
  async bearer(): Promise<string | undefined> {
    await this.#renewWhereDue();
    return this.#signedIn?.kind === "login" ? `Bearer ${this.#signedIn.accessToken}` : undefined;
  }

  /** A git password for the terminal; undefined without a sign-in. With a company login it works for every repository. */
  async password(repositoryRef: RepositoryRef): Promise<{ username: string; password: string; expiresAt: Date | undefined } | undefined> {
    await this.#renewWhereDue();
    if (!this.#signedIn) return undefined;
    if (this.#signedIn.kind === "login") {
      const { accessToken, expiresAt } = this.#signedIn;
      // The edge accepts any user name with a session token.
      return { username: "session", password: accessToken, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) };
    }
    const { username, password, expiresAt } = await this.#signerOrFail().sign(repositoryRef);
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
    await this.#client.revoke(token);
    if (this.#unrevoked === token) this.#unrevoked = undefined;
  }

  #signerOrFail(): KeySigner {
    if (!this.#signer) throw this.#ended ?? failure("unauthenticated");
    return this.#signer;
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
    // Either result is outdated if the user has signed out, or in again, in the meantime.
    const isCurrent = (): boolean => this.#signedIn === signedIn;
    try {
      const login = await this.#client.renew(signedIn.refreshToken);
      if (isCurrent()) this.#become({ kind: "login", ...login }, this.#keepInTab);
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof CoreError && error.problem.code === "invalid_grant") this.#forget(error);
      throw error;
    }
  }

  #become(signedIn: SignedIn, keepInTab: boolean): void {
    const { storage, onChange, clock } = this.#options;
    this.#signer?.dispose();
    this.#signedIn = signedIn;
    this.#ended = undefined;
    this.#keepInTab = keepInTab;
    this.#signer = signedIn.kind === "keys" ? new KeySigner(signedIn.keys, clock) : undefined;
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

  #forget(ended?: CoreError): void {
    this.#ended = ended;
    this.#signer?.dispose();
    this.#signer = undefined;
    this.#signedIn = undefined;
    this.#client.forget();
    this.#options.storage.removeItem(STORED);
    this.#options.onChange();
  }
}
