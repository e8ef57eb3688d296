import { median, ratio } from "./measure.mjs";
import { BARE_WORKER, CORS_PROXY, DIRECT, FEDERATED, RELAYING, SIGNING } from "./servers.mjs";
import { PAGE } from "./sizes.mjs";
import { startAdded } from "./starts.mjs";

/** The number of connections for which requests are compared. */
export const CONNECTIONS = 16;

/** The minimum share of the other server's requests per second; processor time per request may be higher by the same factor. */
const OF_BARE_WORKER = 0.65;
const OF_SIGNING = 0.9;
const OF_CORS_PROXY = 1;

/** The runs of git's credential helper. */
const HELPERS = ["git-credential-codecommit get", "git-credential-codecommit get, keys in a profile"];

/** The edge's and the helpers' targets, and whether this run reached them. */
export function targets({ passwords, proxies, clones, sizes, starts }) {
  const { down, up } = proxies.body;
  const memory = (name) => proxies.memory[name].after;
  const slower = (name) => (ratio(clones.seconds[name], clones.seconds[DIRECT]) - 1) * 100;
  const process = (name) => median(passwords.micros[`process: ${name}`]) / 1000;
  const body = ({ megabytesPerSecond: speed }) => ratio(speed[SIGNING], speed[BARE_WORKER]);
  return [
    ...[RELAYING, SIGNING].flatMap((name) => requests(proxies, name, BARE_WORKER, OF_BARE_WORKER)),
    ...FEDERATED.flatMap((name) => requests(proxies, name, SIGNING, OF_SIGNING)),
    ...[RELAYING, SIGNING, ...FEDERATED].flatMap((name) => requests(proxies, name, CORS_PROXY, OF_CORS_PROXY)),
    atLeast("body down, signing, against bare worker", body(down), 0.95, times),
    atLeast("body up, signing, against bare worker", body(up), 0.95, times),
    atMost("memory after 1 GiB, above the bare worker's", memory(SIGNING) - memory(BARE_WORKER), 32, mib),
    atMost("a whole clone, relaying, slower than direct", slower(RELAYING), 3, percent),
    atMost("a whole clone, signing, slower than direct", slower(SIGNING), 3, percent),
    atMost("the worker's start, above the bare worker's", median(startAdded(starts)), 12, millis),
    ...HELPERS.map((name) => atMost(`process: ${name}`, process(name), 10, millis)),
    atMost("the browser client's first load, gzipped", sizes[PAGE].gzipped / 1000, 150, (value) => `${value.toFixed(1)} kB`),
  ];
}

/** Requests per second and processor time per request, relative to another server in the same rounds. */
function requests({ discovery }, name, other, share) {
  const { perSecond, cpuMicros } = discovery[CONNECTIONS];
  const pair = `${short(name)}, against ${short(other)}`;
  return [
    atLeast(`requests/s, ${pair}`, ratio(perSecond[name], perSecond[other]), share, times),
    atMost(`processor time per request, ${pair}`, ratio(cpuMicros[name], cpuMicros[other]), 1 / share, times),
  ];
}

/** A server's name without its owner. */
function short(name) {
  return name.replace(/^(?:codecommit-edge, |@isomorphic-git\/)/, "");
}

const times = (value) => `${value.toFixed(2)} ×`;
const millis = (value) => `${value.toFixed(1)} ms`;
const mib = (value) => `${value.toFixed(1)} MiB`;
const percent = (value) => `${value.toFixed(1)} %`;

function atLeast(what, measured, bound, spelled) {
  return { what, measured: spelled(measured), target: `≥ ${spelled(bound)}`, reached: measured >= bound };
}

function atMost(what, measured, bound, spelled) {
  return { what, measured: spelled(measured), target: `≤ ${spelled(bound)}`, reached: measured <= bound };
}
