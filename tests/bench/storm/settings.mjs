import { QUICK } from "../measure.mjs";

/** What the storm simulates. */
export const STORM = {
  clones: QUICK ? 10 : 100,
  atATime: QUICK ? 5 : 50,
  /** Clones without and with the cache, for the price of a first clone. */
  rounds: QUICK ? 2 : 11,
  /** The repository: files of 64 KiB, and commits that rewrite one each. */
  files: QUICK ? 8 : 32,
  commits: QUICK ? 25 : 97,
  pollers: QUICK ? 10 : 60,
  pollSeconds: QUICK ? 10 : 60,
  /** Each poller's interval, in seconds. */
  pollEvery: 5,
  refsCacheSeconds: 10,
  /** Round trips, in milliseconds, and the rate of the link to CodeCommit in each direction. */
  codecommitMs: 150,
  clientMs: 10,
  bitsPerSecond: 20_000_000,
  /** CodeCommit's limits for an account in a region, which AWS does not publish; with fewer clients they are lower. */
  requestsPerSecond: QUICK ? 5 : 10,
  concurrentRequests: QUICK ? 4 : 10,
  /** The edge's own limit. */
  maxUpstreamRequests: QUICK ? 3 : 8,
};

export const REGION = "eu-west-1";
export const NAME = "storm";
export const DIRECT = "direct";
export const CACHED = "through the edge";
/** The edge with the same settings, but PACK_CACHE and REFS_CACHE_SECONDS. */
export const UNCACHED = "through the edge, without the caches";
