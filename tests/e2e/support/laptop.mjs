import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { AwsNetwork } from "./aws-network.mjs";
import { Environment } from "./environment.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
/** Where cargo builds git-credential-codecommit and git-remote-codecommit. */
export const PROGRAMS = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");

export const HOST = "git-codecommit.eu-west-1.amazonaws.com";
export const URL_OF_APP = `https://${HOST}/v1/repos/app`;
/** A VPC endpoint. */
export const VPC_HOST = `vpce-0a1b2c3d-4e5f.${HOST.replace("amazonaws", "vpce.amazonaws")}`;
/** A host that is not CodeCommit's, and answers as if it were. */
export const HOSTILE_HOST = `${HOST}.evil.example`;
const HOSTS = [
  HOST,
  VPC_HOST,
  HOSTILE_HOST,
  "git-codecommit-fips.eu-west-1.amazonaws.com",
  "git-codecommit.cn-north-1.amazonaws.com.cn",
  "git-codecommit.us-gov-west-1.amazonaws.com",
  "git-codecommit-fips.us-gov-west-1.amazonaws.com",
];
/** Without one that answers, clients would wait for the instance metadata service. */
const NO_METADATA = { AWS_EC2_METADATA_DISABLED: "true" };

/** A developer's machine without an edge: git, both helpers, and AWS's configuration in a home directory of its own. */
export class Laptop {
  #environment;
  #homes = 0;

  constructor(world, network) {
    this.world = world;
    this.network = network;
    this.aws = world.aws;
    this.git = world.git;
  }

  static async start() {
    const world = await Environment.start({ args: ["--anonymous", "challenge"] });
    const network = await AwsNetwork.start(world.aws, { hosts: HOSTS, file: world.directory() });
    return new Laptop(world, network);
  }

  /**
   * A new user with an empty configuration.
   *
   * @param {{ config?: string, credentials?: string, env?: object }} options AWS's two files, and variables.
   */
  user({ config, credentials, env = {} } = {}) {
    const home = join(this.world.directory(), `home-${++this.#homes}`);
    mkdirSync(join(home, ".aws"), { recursive: true });
    writeFileSync(join(home, ".gitconfig"), "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    if (config) writeFileSync(join(home, ".aws/config"), config);
    if (credentials) writeFileSync(join(home, ".aws/credentials"), credentials);
    const endpoints = Object.fromEntries(["STS", "SSO", "SSO_OIDC"].map((service) => [`AWS_ENDPOINT_URL_${service}`, this.aws.url]));
    return new User(this, home, {
      ...NO_METADATA,
      ...endpoints,
      ...this.network.environment,
      HOME: home,
      USERPROFILE: home,
      XDG_CONFIG_HOME: join(home, ".config"),
      GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
      PATH: `${PROGRAMS}:${process.env.PATH}`,
      ...env,
    });
  }

  async close() {
    this.network.close();
    await this.world.close();
  }
}

/** One of its users. */
class User {
  #laptop;

  constructor(laptop, home, env) {
    this.#laptop = laptop;
    this.home = home;
    this.env = env;
  }

  /** Runs git, with this user's configuration. */
  git(args, { env = {}, ...options } = {}) {
    return this.#laptop.git.run(args, { cwd: this.home, env: { ...this.env, ...env }, ...options });
  }

  /** Runs git, which must succeed, and returns its trimmed output. */
  async ok(args, options) {
    const { code, stdout, stderr } = await this.git(args, options);
    if (code !== 0) throw new Error(`git ${args.join(" ")} ended with ${code}:\n${stderr}${stdout}`);
    return stdout.trim();
  }

  /** Runs one of the two programs. */
  run(program, args, { env = {}, input = "" } = {}) {
    return new Promise((resolve, reject) => {
      const child = spawn(join(PROGRAMS, program), args, { cwd: this.home, env: { ...this.env, ...env } });
      const output = { stdout: "", stderr: "" };
      for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (output[name] += text));
      child.stdin.on("error", () => {}).end(input);
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, ...output }));
    });
  }

  /** Asks the credential helper, as git does. */
  ask(request, options) {
    const { args = [], ...rest } = options ?? {};
    const input = Object.entries(request).map(([key, value]) => `${key}=${value}\n`).join("");
    return this.run("git-credential-codecommit", [...args, "get"], { input, ...rest });
  }

  write(path, text) {
    const file = join(this.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }
}

/** What git asks about a repository. */
export const question = (fields = {}) => ({ protocol: "https", host: HOST, path: "v1/repos/app", ...fields });

/** The variables for access keys, in the format of local AWS. */
export function keysIn({ accessKeyId, secretAccessKey, sessionToken }) {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }) };
}

/** The same as the lines of a profile. */
export function keyLines(keys) {
  return Object.entries(keysIn(keys)).map(([name, value]) => `${name.toLowerCase()} = ${value}\n`).join("");
}
