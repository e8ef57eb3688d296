import { median } from "../measure.mjs";
import { table } from "../tables.mjs";
import { FIRST, SECOND } from "./first.mjs";
import { firstRatios, goals } from "./goals.mjs";
import { CACHED, DIRECT, UNCACHED } from "./settings.mjs";

/** The storm as a section of RESULTS.md. */
export function stormReport(storm) {
  const { settings, repository, machine, load, date, quick } = storm;
  const again = storm.memory.date ? ` All but the last row was measured again later: ${storm.memory.date}.` : "";
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return `## A storm of clones

[What is simulated](storm): CodeCommit ${settings.codecommitMs} ms away (the round trip), over a link of ${settings.bitsPerSecond / 1_000_000} Mbit/s in each direction that all share, with limits of
${settings.requestsPerSecond} requests a second and ${settings.concurrentRequests} at a time (AWS does not publish its limits). The edge is ${settings.clientMs} ms away from the clients, and STS as far as CodeCommit. Connections cost a round
trip; TLS and TCP's slow start are left out, which would slow the direct clones more. The repository is noise, ${mib(repository.packBytes)} packed, ${mib(repository.tipBytes)} at depth 1, so that the link
takes the time and not the processor.

A clone is \`git clone\` by a new pipeline with a token of its own, all of one role; direct ones have a signed password, and the time to get it is not counted. A clone that fails is repeated after
1 to 5 seconds, as a pipeline would. The edge has \`PACK_CACHE = true\`, \`REFS_CACHE_SECONDS = ${settings.refsCacheSeconds}\` and \`MAX_UPSTREAM_REQUESTS = ${settings.maxUpstreamRequests}\`. ${date}; ${machine.processor}, ${machine.cores} cores; load average
${load.before.toFixed(2)} before and ${load.after.toFixed(2)} after${quick ? "; **a short run (`BENCH_QUICK=1`), which only shows that it works**" : ""}.

${goalTable(storm)}

### ${settings.clones} clones

One after another, one is cloned directly for every ${settings.forEachDirect} through the edge.

${cloneTable(storm)}

"Lists" are answers with the shallow commits only, which git asks for before the pack. "Cores busy" are those of the whole machine, with whatever else ran on it.

### ${settings.pollers} pollers for ${settings.pollSeconds} seconds

\`git ls-remote\` by each poller every ${settings.pollEvery} seconds, all with the same credential.

${pollTable(storm)}

### The price of a first clone

A repository that was never cloned before, with and without \`PACK_CACHE\` in turns, in ${settings.rounds} rounds. The first clone leaves a mark, the second one is cached while it is sent.

${firstTable(storm)}

### Memory

The resident memory of the workerd process in MiB: after the storm; and after ${settings.clones} whole clones, ${settings.atATime} at a time, over a link without a limit. The bare worker has the edge's bindings.${again}

${memoryTable(storm)}`;
}

function goalTable(storm) {
  const rows = goals(storm).map(({ what, measured, target, reached }) => [what, target, measured, reached ? "reached" : "**not reached**"]);
  return table(["goal", "", "this run", ""], rows);
}

function cloneTable({ clones, settings }) {
  const rows = Object.entries(clones).flatMap(([what, { single, many }]) => [
    ...[DIRECT, CACHED].map((name) => cloneRow(`${what}, one after another, ${name}`, single[name])),
    ...[DIRECT, CACHED].map((name) => cloneRow(`${what}, ${settings.atATime} at a time, ${name}`, many[name])),
  ]);
  const header = ["", "clones", "p50, s", "p99, s", "all, s", "packs", "lists", "discoveries", "429 from CodeCommit", "429 seen by clients", "failed for other reasons", "cores busy"];
  return table(header, rows);
}

function cloneRow(name, { seconds, allSeconds, upstream, throttled, failures, busyCores }) {
  const { packs, shallow, discoveries } = upstream;
  const whole = allSeconds === undefined ? "" : allSeconds.toFixed(0);
  return [name, seconds.length, ...percentiles(seconds), whole, packs, shallow, discoveries, upstream.throttled, throttled, failures - throttled, busyCores.toFixed(1)];
}

function pollTable({ polls }) {
  const rows = [DIRECT, CACHED].map((name) => {
    const { seconds, upstream, throttled, failures, busyCores } = polls[name];
    return [name, seconds.length, ...percentiles(seconds), upstream.discoveries, upstream.throttled, throttled, failures - throttled, busyCores.toFixed(1)];
  });
  return table(["", "polls", "p50, s", "p99, s", "discoveries", "429 from CodeCommit", "429 seen by clients", "failed for other reasons", "cores busy"], rows);
}

function firstTable({ first }) {
  const rows = [FIRST, SECOND].map((which) => {
    const ratios = firstRatios(first, which).toSorted((a, b) => a - b);
    const of = (name) => median(first[name].map((seconds) => seconds[which])).toFixed(2);
    return [which, of(UNCACHED), of(CACHED), median(ratios).toFixed(3), `${ratios[0].toFixed(3)}–${ratios.at(-1).toFixed(3)}`];
  });
  return table(["clone", "without, s", "with, s", "ratio, the median of rounds", "range"], rows);
}

function memoryTable({ memory }) {
  const rows = Object.entries({
    "bare worker": memory.bare,
    "codecommit-edge without caches": memory.uncached,
    "codecommit-edge with caches": memory.loaded,
    "codecommit-edge with caches, after the storm": memory.edge,
  }).map(([name, { after, most }]) => [name, after.toFixed(1), most.toFixed(1)]);
  return table(["", "after", "at most"], rows);
}

function percentiles(seconds) {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.ceil(sorted.length * share) - 1].toFixed(2);
  return [at(0.5), at(0.99)];
}
