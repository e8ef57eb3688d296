import { GitSigner, init, signGit, type GitAuth } from "codecommit-signer";

import type { Refused } from "./authorization.ts";
import type { Keys } from "./credentials.ts";
import { problemFrom } from "./messages.ts";
import { CoreError } from "./problem.ts";
import type { RepositoryRef } from "./repository-ref.ts";

/** Signing again is useless if the times differ by less than this many milliseconds. */
const SAME_TIME = 60_000;
/** The codes for a wrong clock: ahead, or behind, when passwords arrive expired. */
const CLOCK: readonly string[] = ["clock_skewed", "credentials_expired"];

/** Signs git's passwords with the user's keys. */
export class KeySigner {
  readonly #keys: Keys;
  readonly #signer: GitSigner;

  constructor(keys: Keys, clock: () => number) {
    this.#keys = keys;
    this.#signer = new GitSigner(keys, { now: clock });
  }

  /** @throws {CoreError} */
  async sign(repositoryRef: RepositoryRef): Promise<GitAuth> {
    try {
      await init();
      return await this.#signer.sign(addressOf(repositoryRef));
    } catch (error) {
      throw new CoreError(problemFrom(error), { cause: error });
    }
  }

  /** Whether an authorization was signed with these keys. */
  async hasSigned(repositoryRef: RepositoryRef, authorization: string): Promise<boolean> {
    const now = signedAt(authorization);
    if (now === undefined) return false;
    await init();
    try {
      return signGit(addressOf(repositoryRef), this.#keys, { now }).authorization === authorization;
    } catch {
      return false;
    }
  }

  /**
   * Replaces a rejected authorization by one of the server's time.
   *
   * @throws {CoreError} the rejection, if that cannot help
   */
  async signAtServersTime(repositoryRef: RepositoryRef, { authorization, problem, date }: Refused): Promise<string> {
    if (!CLOCK.includes(problem.code)) throw new CoreError(problem);
    this.#signer.observeDate(date);
    const signed = await this.sign(repositoryRef);
    const apart = Math.abs((signedAt(signed.authorization) ?? 0) - (signedAt(authorization) ?? 0));
    if (apart < SAME_TIME) throw new CoreError(problem);
    return signed.authorization;
  }

  /** Forgets the keys; nothing can be signed afterwards. */
  dispose(): void {
    this.#signer.dispose();
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
