import { QUICK } from "../measure.mjs";

/** A smaller storm, for a shorter run: its share of the clones. */
const SHARE = Number(process.env.BENCH_STORM_SHARE ?? 1);

/** What the storm simulates. */
export const STORM = {
  clones: QUICK ? 10 : Math.round(100 * SHARE),
  atATime: QUICK ? 5 : Math.min(50, Math.round(100 * SHARE)),
  /** One after another, so many are cloned through the edge for each direct one, which all take the same time. */
  forEachDirect: 5,
  /** Clones without and with the cache, for the price of a first clone. */
  rounds: QUICK ? 2 : SHARE < 1 ? 3 : 11,
  /** The repository: files of 64 KiB, and commits that rewrite one each. */
  files: QUICK ? 8 : 32,
  commits: QUICK ? 25 : 97,
  pollers: QUICK ? 10 : 60,
  pollSeconds: QUICK ? 10 : SHARE < 1 ? 20 : 60,
  /** Each poller's interval, in seconds. */
  pollEvery: 5,
  refsCacheSeconds: 10,
  /** The variables of an edge with caches. */
  caches: { PACK_CACHE: "true", REFS_CACHE_SECONDS: "10" },
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
