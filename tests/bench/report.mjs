import { median, medians, ratio } from "./measure.mjs";
import { BARE_WORKER, DIRECT } from "./servers.mjs";
import { EDGE_WORKER, startAdded } from "./starts.mjs";
import { stormReport } from "./storm/report.mjs";
import { table } from "./tables.mjs";
import { CONNECTIONS } from "./targets.mjs";

const OURS = "Node.js: codecommit-signer";

/** The results as a Markdown page of tables. */
export function report(results) {
  const parts = [head(results), targets(results), passwords(results), proxies(results), clones(results), sizes(results)];
  if (results.storm) parts.push(stormReport(results.storm));
  return `${parts.join("\n\n")}\n`;
}

function head({ date, quick, machine, versions, load }) {
  const { processor, cores, memoryGib, system } = machine;
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Figures of one run

Written by \`make bench\`${quick ? " **in a short run (\`BENCH_QUICK=1\`), which only shows that it works**" : ""}: medians of interleaved rounds, all of them in [results.json](results.json). A ratio is the median of the ratios within each round, so that
what slows the machine for a while slows both sides. Compare ratios: absolute figures differ from machine to machine.

![the figures as a chart](chart.svg)

${date}. ${processor}, ${cores} cores, ${memoryGib} GiB; ${system}; load average ${load.before.toFixed(2)} before
and ${load.after.toFixed(2)} after the run.
Everything runs on this one machine, over loopback: client, proxy and server share its cores.

${listed.join(", ")}.`;
}

function targets({ targets }) {
  const rows = targets.map(({ what, measured, target, reached }) => [what, target, measured, reached ? "reached" : "**not reached**"]);
  return `## Targets\n\n${table(["", "target", "this run", ""], rows)}`;
}

function passwords({ passwords, missing }) {
  const { micros, date, load } = passwords;
  const when = date === undefined ? "" : ` Measured by itself on ${date}, with a load average of ${load.toFixed(2)}.`;
  const rows = Object.entries(medians(micros))
    .toSorted(([, a], [, b]) => a - b)
    .map(([name, time]) => {
      const own = name.endsWith(", key cached") ? `${OURS}, key cached` : OURS;
      // AWS's programs are measured separately, in fewer rounds.
      const sameRounds = micros[name].length === micros[own].length;
      return [name, spelledTime(time), precise(sameRounds ? ratio(micros[name], micros[own]) : time / median(micros[own]))];
    });
  const absent = missing.length === 0 ? "" : `\n\nLeft out, not installed: ${missing.join(", ")}.`;
  return `## One git password

The last column compares with codecommit-signer in Node.js; "key cached" is compared with its own "key cached". codecommit-signer's time covers its
whole result: it parses and checks the address and returns user name, password, \`Authorization\` header and expiry. The others only make the password.
aws4fetch, @smithy/signature-v4 and aws-sigv4 sign API calls and do not know CodeCommit's form of a request: they are given its canonical
request, and derive the key and sign. Every candidate was checked to produce the same signature.${when}

${table(["", "time", "× codecommit-signer"], rows)}${absent}`;
}

function proxies({ proxies }) {
  const { discovery, body, memory, bytes } = proxies;
  return `## The proxy

The server behind is nginx with a fixed response, or for uploads a sink in Node.js; the load is \`wrk -t1\`, and \`curl\` for bodies of
${bytes.body / 2 ** 20} MiB. All servers are measured in the same rounds.

- **bare worker**: [ten lines of JavaScript](bare-worker.js) in the same workerd.
- **JavaScript worker, same duties**: [one](js-worker.js) that does for a relayed request what the edge does, without wasm: header
  allow-lists, timeout, content-type check, access log, the client's departure.
- **relaying**, **signing**: the caller sends a signed password, or access keys.
- **session with keys**, **session of a role**, **OIDC token**: the caller sends a session token that holds access keys; one for a role that
  the edge assumes with its own keys; or a pipeline's ID token. The edge holds STS's credentials for the last two, as for every request but the first.
- **nginx** proxies unbuffered, over keep-alive connections.

codecommit-edge and the JavaScript worker write an access log line for every request, the others none.

### Discovery (\`info/refs\`), requests per second

${discoveryTable(discovery, "perSecond", (value) => value.toFixed(0))}

### Processor time per request, in µs

The processor time of the server's process divided by the number of requests: steadier than requests per second where cores are shared.

${discoveryTable(discovery, "cpuMicros", (value) => value.toFixed(0))}

### Latency added, over one connection

${latencyTable(discovery[1])}

### Bodies

${bodyTable(body)}

### Memory, in MiB

After one response of ${bytes.memory / 2 ** 30} GiB, in a process that has only served a second of requests before.

${memoryTable(memory)}`;
}

function discoveryTable(discovery, field, spelled) {
  const connections = Object.keys(discovery);
  const floor = discovery[CONNECTIONS][field][BARE_WORKER];
  const rows = Object.keys(discovery[CONNECTIONS][field]).map((name) => [
    name,
    ...connections.map((count) => spelled(median(discovery[count][field][name]))),
    precise(ratio(discovery[CONNECTIONS][field][name], floor)),
  ]);
  return table(["connections", ...connections, `against the bare worker, over ${CONNECTIONS}`], rows);
}

function latencyTable({ p50, p99 }) {
  const added = (values, name) => (median(values[name]) - median(values[DIRECT])).toFixed(0);
  const rows = Object.keys(p50)
    .filter((name) => name !== DIRECT)
    .map((name) => [name, added(p50, name), added(p99, name)]);
  return table(["", "p50, µs", "p99, µs"], rows);
}

function bodyTable({ down, up }) {
  const columns = [down, up].flatMap(({ megabytesPerSecond: speed, cpuMillis }) => [
    (name) => median(speed[name]).toFixed(0),
    (name) => ratio(speed[name], speed[BARE_WORKER]).toFixed(2),
    (name) => median(cpuMillis[name]).toFixed(0),
  ]);
  const rows = Object.keys(down.megabytesPerSecond).map((name) => [name, ...columns.map((column) => column(name))]);
  const of = (direction) => [`${direction}, MB/s`, "against the bare worker", "processor time, ms"];
  return table(["", ...of("down"), ...of("up")], rows);
}

function memoryTable(memory) {
  const rows = Object.entries(memory).map(([name, { idle, after, most }]) => [name, ...[idle, after, most].map((mib) => mib.toFixed(1))]);
  return table(["", "before", "after", "peak"], rows);
}

function clones({ clones }) {
  const { repository, seconds } = clones;
  const rows = Object.entries(medians(seconds)).map(([name, time]) => [
    name,
    time.toFixed(3),
    ratio(seconds[name], seconds[DIRECT]).toFixed(3),
    `${Math.min(...seconds[name]).toFixed(3)}–${Math.max(...seconds[name]).toFixed(3)}`,
  ]);
  return `## Whole clones

\`git clone --bare\` from local AWS. The repository: ${repository.what}; ${repository.commits} commits, ${repository.objects} objects,
${repository.packMib.toFixed(1)} MiB packed, at ${repository.head}.

${table(["", "seconds", "against direct", "range"], rows)}`;
}

function sizes({ sizes, starts }) {
  const rows = Object.entries(sizes).map(([name, { raw, gzipped }]) => [name, raw, gzipped]);
  const times = medians(starts);
  const added = median(startAdded(starts));
  return `## Sizes and start

${table(["bytes", "raw", "gzipped"], rows)}

From the start of workerd's process to the first response: ${times[EDGE_WORKER].toFixed(0)} ms, with the bare worker and the same bindings
${times[BARE_WORKER].toFixed(0)} ms. The edge adds ${added.toFixed(1)} ms.`;
}

export function spelledTime(micros) {
  return micros < 1000 ? `${precise(micros)} µs` : `${precise(micros / 1000)} ms`;
}

/** Three significant digits, or all digits before the point. */
function precise(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
