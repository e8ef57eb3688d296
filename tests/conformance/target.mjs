import { signGit } from "codecommit-signer";
import { serviceHost } from "codecommit-signer/names";
import { signRequest } from "codecommit-signer/request";

import { exchange } from "./exchange.mjs";

/** The checks cause no load: more requests than this are a mistake. */
const MOST_REQUESTS = 200;

/** AWS in one region, or local AWS at `endpoint`, to which X-Forwarded-Host names the AWS host. */
export class Target {
  #endpoint;
  #requests = 0;
  /** The throttled responses, as `{ status, headers }`. */
  throttled = [];

  /**
   * @param {{ region: string, credentials?: object, repository?: string, role?: string, endpoint?: string }} options
   *   `repository`: one with commits, which the probes read. `role`: the ARN of a role that the credentials may assume.
   */
  constructor({ region, credentials, repository, role, endpoint }) {
    this.#endpoint = endpoint;
    this.region = region;
    this.credentials = credentials;
    this.repository = repository;
    this.role = role;
  }

  get isLocal() {
    return this.#endpoint !== undefined;
  }

  get requests() {
    return this.#requests;
  }

  get gitHost() {
    return this.host("git-codecommit");
  }

  host(service) {
    return serviceHost(service, this.region);
  }

  /** Sends a request to an AWS host. */
  async ask(host, path, options = {}) {
    if (++this.#requests > MOST_REQUESTS) throw new Error(`over ${MOST_REQUESTS} requests in one run`);
    const answer = this.isLocal
      ? await exchange(this.#endpoint + path, { ...options, headers: { ...options.headers, "x-forwarded-host": host } })
      : await exchange(`https://${host}${path}`, options);
    const { status, headers, body } = answer;
    if (status === 429 || /Throttl|Rate exceeded/.test(body.subarray(0, 2_000))) this.throttled.push({ status, headers });
    return answer;
  }

  /**
   * Sends a signed git request.
   *
   * @param {string} repository
   * @param {string} path below the repository, such as `/info/refs?service=git-upload-pack`
   * @param {{ now?: number, credentials?: object, suffix?: string, authorization?: string | null }} options and those of `exchange`
   *   `suffix`: appended to the name. `authorization`: replaces the signature; `null` sends none.
   */
  git(repository, path, { now, credentials = this.credentials, suffix = "", authorization, headers, ...options } = {}) {
    const signed = authorization === undefined ? this.sign(repository, { now, credentials }).authorization : authorization;
    return this.ask(this.gitHost, `/v1/repos/${repository}${suffix}${path}`, {
      ...options,
      headers: { "user-agent": "git/codecommit-edge-conformance", ...(signed && { authorization: signed }), ...headers },
    });
  }

  /** A git password for a repository. */
  sign(repository, { now, credentials = this.credentials } = {}) {
    const url = `https://${this.gitHost}/v1/repos/${repository}`;
    return signGit(url, { ...credentials, expiration: undefined }, now === undefined ? {} : { now });
  }

  /** A service's refs and capabilities. */
  discover(repository, service, options) {
    return this.git(repository, `/info/refs?service=${service}`, options);
  }

  /** Sends a request to a service's endpoint. */
  rpc(repository, service, body, options = {}) {
    return this.git(repository, `/${service}`, {
      ...options,
      method: "POST",
      headers: { "content-type": `application/x-${service}-request`, accept: `application/x-${service}-result`, ...options.headers },
      body,
    });
  }

  /** Calls CodeCommit's API: `{ status, output }`. */
  async api(operation, input) {
    const { status, body } = await this.#signed("codecommit", {
      body: JSON.stringify(input),
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `CodeCommit_20150413.${operation}` },
    });
    let output;
    try {
      output = JSON.parse(body);
    } catch {
      output = { __type: body.toString().slice(0, 200) };
    }
    return { status, output };
  }

  /** Calls STS; unsigned if `signed` is false. */
  sts(parameters, { signed = true } = {}) {
    const call = {
      body: new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    return signed ? this.#signed("sts", call) : this.ask(this.host("sts"), "/", { method: "POST", ...call });
  }

  #signed(service, { body, headers }) {
    const host = this.host(service);
    const request = { method: "POST", url: `https://${host}/`, headers, body };
    const { headers: added } = signRequest(request, this.credentials, { service, region: this.region });
    return this.ask(host, "/", { method: "POST", headers: { ...headers, ...added }, body });
  }
}
