import { ratio } from "./measure.mjs";
import { BARE_WORKER, CORS_PROXY, DIRECT, RELAYING, SIGNING } from "./servers.mjs";
import { PAGE, WORKER } from "./sizes.mjs";

/** The connections over which the requests a second are compared. */
export const CONNECTIONS = 16;
const KIB = 1024;

/** What the edge has to reach, and whether this run has reached it. */
export function targets({ proxies, clones, sizes }) {
  const { perSecond } = proxies.discovery[CONNECTIONS];
  const { down, up } = proxies.body;
  const memory = (name) => proxies.memory[name].after;
  const slower = (name) => (ratio(clones.seconds[name], clones.seconds[DIRECT]) - 1) * 100;
  const against = (values, other) => ratio(values[SIGNING], values[other]);
  return [
    atLeast("requests/s, signing, of the bare worker's", against(perSecond, BARE_WORKER), 0.85, times),
    atLeast("requests/s, signing, of cors-proxy's", against(perSecond, CORS_PROXY), 2, times),
    atLeast("body down, of the bare worker's", against(down.megabytesPerSecond, BARE_WORKER), 0.95, times),
    atLeast("body down, of cors-proxy's", against(down.megabytesPerSecond, CORS_PROXY), 3, times),
    atLeast("body up, of the bare worker's", against(up.megabytesPerSecond, BARE_WORKER), 0.95, times),
    atLeast("body up, of cors-proxy's", against(up.megabytesPerSecond, CORS_PROXY), 3, times),
    atMost("memory after 1 GiB, above the bare worker's", memory(SIGNING) - memory(BARE_WORKER), 32, mib),
    atMost("a whole clone, relaying, slower than direct", slower(RELAYING), 3, percent),
    atMost("a whole clone, signing, slower than direct", slower(SIGNING), 3, percent),
    atMost("the worker, gzipped", sizes[WORKER].gzipped / KIB, 150, (value) => `${value.toFixed(1)} KiB`),
    atMost("the browser client's first load, gzipped", sizes[PAGE].gzipped / 1000, 150, (value) => `${value.toFixed(1)} kB`),
  ];
}

const times = (value) => `${value.toFixed(2)} ×`;
const mib = (value) => `${value.toFixed(1)} MiB`;
const percent = (value) => `${value.toFixed(1)} %`;

function atLeast(what, measured, bound, spelled) {
  return { what, measured: spelled(measured), target: `≥ ${spelled(bound)}`, reached: measured >= bound };
}

function atMost(what, measured, bound, spelled) {
  return { what, measured: spelled(measured), target: `≤ ${spelled(bound)}`, reached: measured <= bound };
}
