import * as oauth from "openid-client";

import { exchange } from "./http.mjs";

/** The helper's redirect URI. Nothing listens there, since the tests do not follow redirects to it. */
export const REDIRECT_URI = "http://127.0.0.1:49152/callback";

/** A program that signs users in as git's helpers do, with the certified `openid-client`. */
export class OAuthHelper {
  #configuration;

  constructor(url, clientId, configuration) {
    this.url = url;
    this.clientId = clientId;
    this.#configuration = configuration;
  }

  /** A helper for the edge at `url`, configured with nothing else. */
  static async at(url, clientId = "git") {
    const options = { algorithm: "oauth2", execute: [oauth.allowInsecureRequests] };
    return new OAuthHelper(url, clientId, await oauth.discovery(new URL(url), clientId, undefined, oauth.None(), options));
  }

  /** The edge's metadata. */
  get metadata() {
    return this.#configuration.serverMetadata();
  }

  /** The URL to open in a browser, and the values that redeem its code. */
  async ask(parameters = {}) {
    const verifier = oauth.randomPKCECodeVerifier();
    const query = {
      redirect_uri: REDIRECT_URI,
      state: oauth.randomState(),
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...parameters,
    };
    for (const [name, value] of Object.entries(query)) if (value === undefined) delete query[name];
    const url = oauth.buildAuthorizationUrl(this.#configuration, query).href;
    return { url, verifier, state: query.state, redirectUri: query.redirect_uri };
  }

  /** Redeems the code in the callback, and returns the tokens. */
  redeem({ verifier, state }, callback) {
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    return oauth.authorizationCodeGrant(this.#configuration, new URL(callback), checks);
  }

  refresh(token) {
    return oauth.refreshTokenGrant(this.#configuration, token);
  }

  revoke(token) {
    return oauth.tokenRevocation(this.#configuration, token);
  }

  /** Starts a device authorization, and returns what the device shows. */
  askForDevice(parameters = {}) {
    return oauth.initiateDeviceAuthorization(this.#configuration, parameters);
  }

  /** Waits until the user has decided, and returns the device's tokens. */
  waitForDevice(asked, options) {
    return oauth.pollDeviceAuthorizationGrant(this.#configuration, asked, undefined, options);
  }
}

/** Posts any form, including ones that helpers would not send. */
export async function post(url, form, headers = {}) {
  const body = String(typeof form === "string" ? form : new URLSearchParams(form));
  const answer = await exchange(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body), ...headers },
    body,
  });
  const text = answer.body.toString();
  const isJson = answer.headers["content-type"] === "application/json";
  return { status: answer.status, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** The form that redeems a code. */
export function codeForm({ verifier, redirectUri }, callback, changes = {}) {
  const form = {
    grant_type: "authorization_code",
    client_id: "git",
    code: new URL(callback).searchParams.get("code"),
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...changes,
  };
  for (const [name, value] of Object.entries(form)) if (value === undefined) delete form[name];
  return form;
}

/** The form that refreshes the tokens. */
export function refreshForm(token, changes = {}) {
  return { grant_type: "refresh_token", client_id: "git", refresh_token: token, ...changes };
}
