import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { SET_UP_CACHE } from "../../e2e/support/set-up-cache.mjs";
import { SamlKey } from "./saml-key.mjs";

/** Debian's package, unpacked. */
export const SIMPLESAMLPHP = join(SET_UP_CACHE, "simplesamlphp/package/usr/share/simplesamlphp");
const CONFIGURATION = fileURLToPath(new URL("simplesamlphp/", import.meta.url));

const AWS = "https://aws.amazon.com/SAML/Attributes";

/** By the name that `serviceProviders` uses. */
const NAME_ID_FORMATS = {
  persistent: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
  transient: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
  email: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
};

/** Those who can sign in, without roles. */
const USERS = [{ name: "alice" }, { name: "bob" }];

/** A SAML identity provider on loopback: Debian's SimpleSAMLphp in PHP's own web server, with the caller's users and service providers. */
export class SamlIdentityProvider {
  #child;
  #directory;
  #settings;
  #nextKey;
  #salt = randomBytes(16).toString("hex");

  constructor(child, directory, origin, settings) {
    this.#child = child;
    this.#directory = directory;
    this.origin = origin;
    this.#settings = settings;
    this.key = this.#generate();
    this.exited = once(child, "exit");
  }

  /**
   * Starts it.
   *
   * @param {object} [options] `port` (a free one by default), `host` (the loopback name or address that users see; by default the
   *   address that it listens on) and the settings of `configure`.
   */
  static async start({ port = 0, host = "127.0.0.1", ...settings } = {}) {
    if (!existsSync(SIMPLESAMLPHP)) throw new Error(`${SIMPLESAMLPHP} is missing: run \`make setup\``);
    const directory = mkdtempSync(join(tmpdir(), "codecommit-edge-saml-"));
    mkdirSync(join(directory, "sessions"));
    const environment = {
      PATH: process.env.PATH,
      SIMPLESAMLPHP_CONFIG_DIR: CONFIGURATION,
      SAML_IDENTITY_PROVIDER: directory,
    };
    const server = ["-S", `127.0.0.1:${port}`, "-t", join(SIMPLESAMLPHP, "www")];
    // The shell ends PHP when this process ends, however it does.
    const script = 'php "$@" & php=$!; read -r _; kill $php; wait';
    const child = spawn("/bin/sh", ["-c", script, "sh", ...server], { env: environment, stdio: ["pipe", "ignore", "pipe"] });
    const lines = [];
    try {
      const origin = (await listening(child, lines)).replace("127.0.0.1", host);
      const provider = new SamlIdentityProvider(child, directory, origin, { ...DEFAULTS, ...settings });
      provider.#write();
      return provider;
    } catch (error) {
      child.stdin.end();
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  }

  get entityId() {
    return `${this.origin}/saml2/idp/metadata.php`;
  }

  /** Where sign-in begins, with a request by redirect. */
  get ssoUrl() {
    return `${this.origin}/saml2/idp/SSOService.php`;
  }

  /** Where a user begins a sign-in that no service provider requested. */
  initiateUrl(entityId, relayState) {
    const query = new URLSearchParams({ spentityid: entityId, ...(relayState === undefined ? {} : { RelayState: relayState }) });
    return `${this.ssoUrl}?${query}`;
  }

  /** The metadata document, as it is given to IAM. */
  async metadata() {
    const response = await fetch(this.entityId);
    const text = await response.text();
    if (!response.ok) throw new Error(`${this.entityId}: ${response.status} ${text}`);
    return text;
  }

  /**
   * Changes some settings, for all later requests.
   *
   * @param {object} settings
   * @param {object[]} settings.users `{ name, password, roles, sessionName, sessionDuration, attributes }`: all but the name are optional
   * @param {object[]} settings.serviceProviders `{ entityId, acs, audiences, nameIdFormat, sign, signatureAlgorithm, encrypt, metadata }`:
   *   `sign` is `assertion` (the default), `response` or `both`; `encrypt` a certificate's base64; `metadata` a document to import
   *   instead of `entityId` and `acs`
   * @param {number} settings.assertionLifetime in seconds
   * @param {number} settings.sessionDuration until `SessionNotOnOrAfter`, in seconds
   */
  configure(settings) {
    Object.assign(this.#settings, settings);
    this.#write();
  }

  /** Publishes the next signing key in addition to the current one, which continues to sign. */
  announceKey() {
    this.#nextKey = this.#generate();
    this.#write();
    return this.#nextKey;
  }

  /** Signs with the announced key, or a new one, and publishes no other. */
  switchKey() {
    this.key = this.#nextKey ?? this.#generate();
    this.#nextKey = undefined;
    this.#write();
  }

  #generate() {
    return SamlKey.generate(join(this.#directory, `signing-${randomBytes(4).toString("hex")}`));
  }

  #write() {
    const { users, serviceProviders, assertionLifetime, sessionDuration } = this.#settings;
    const name = (key) => (key ? basename(key.path) : null);
    const state = {
      origin: this.origin,
      salt: this.#salt,
      key: name(this.key),
      nextKey: name(this.#nextKey),
      nameIdFormats: Object.values(NAME_ID_FORMATS),
      assertionLifetime,
      sessionDuration,
      users: users.map(userState),
      serviceProviders: serviceProviders.map(serviceProviderState),
    };
    // At once, since PHP may be reading it.
    const file = join(this.#directory, "state.json");
    writeFileSync(`${file}.new`, JSON.stringify(state));
    renameSync(`${file}.new`, file);
  }

  async close() {
    this.#child.stdin.end();
    await this.exited;
    rmSync(this.#directory, { recursive: true, force: true });
  }

  [Symbol.asyncDispose]() {
    return this.close();
  }
}

const DEFAULTS = { users: USERS, serviceProviders: [], assertionLifetime: 300, sessionDuration: 8 * 3600 };

function userState({ name, password = `${name}-password`, roles = [], sessionName = `${name}@example.com`, sessionDuration, attributes = {} }) {
  const aws = {
    ...(roles.length > 0 && { [`${AWS}/Role`]: roles }),
    ...(sessionName !== null && { [`${AWS}/RoleSessionName`]: [sessionName] }),
    ...(sessionDuration !== undefined && { [`${AWS}/SessionDuration`]: [String(sessionDuration)] }),
  };
  return { name, password, attributes: { uid: [name], mail: [`${name}@example.com`], ...aws, ...attributes } };
}

function serviceProviderState({
  entityId,
  acs,
  audiences = [],
  nameIdFormat = "persistent",
  sign = "assertion",
  signatureAlgorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  encrypt = null,
  metadata = null,
}) {
  return { entityId, acs, audiences, nameIdFormat: NAME_ID_FORMATS[nameIdFormat], sign, signatureAlgorithm, encrypt, metadata };
}

/** The address of PHP's web server, once it accepts connections. */
function listening(child, lines) {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`php ended with ${code}:\n${lines.join("\n")}`)));
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines.push(line);
      const [, origin] = /Development Server \((http:\/\/[^)]+)\) started/.exec(line) ?? [];
      if (origin) resolve(origin);
      // PHP failed: the shell would wait for this process.
      if (/Failed to listen/.test(line)) child.stdin.end();
    });
  });
}
