import { medians } from "./measure.mjs";
import { spelledTime } from "./report.mjs";
import { DIRECT } from "./servers.mjs";
import { CONNECTIONS } from "./targets.mjs";

const WIDTH = 860;
const LABELS = 336;
const VALUES = 90;
const ROW = 24;
const PLOT = WIDTH - LABELS - VALUES;
const STYLE = `
  .page { fill: #ffffff }
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 15px }
  .note, .tick { fill: #59636e; font-size: 12px }
  .grid { stroke: #d1d9e0 }
  .bar { fill: #9aa4ae } .ours { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #f0f6fc }
    .note, .tick { fill: #9198a1 } .grid { stroke: #3d444d } .bar { fill: #656c76 } .ours { fill: #4493f8 }
  }`;

/** The results as a chart: bars, and points on a logarithmic scale for the git passwords. */
export function chart({ passwords, proxies, clones }) {
  const requests = withoutDirect(medians(proxies.discovery[CONNECTIONS].perSecond));
  const bodies = withoutDirect(medians(proxies.body.down.megabytesPerSecond));
  const whole = (value) => Math.round(value).toLocaleString("en");
  const panels = [
    bars("Requests per second", `info/refs over ${CONNECTIONS} connections; more is better`, requests, whole),
    bars("Bodies, MB per second", "the response to a fetch; more is better", bodies, whole),
    bars("A whole clone, seconds", "less is better", medians(clones.seconds), (value) => value.toFixed(2)),
    places("One git password", "logarithmic scale; less is better", medians(passwords.micros)),
  ];
  let top = 10;
  const drawn = panels.map(({ height, body }) => {
    const group = `<g transform="translate(0 ${top})">${body}</g>`;
    top += height + 18;
    return group;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img" aria-label="The figures of RESULTS.md">
<style>${STYLE}
</style>
<rect class="page" width="100%" height="100%" rx="6"/>
${drawn.join("\n")}
</svg>
`;
}

function withoutDirect({ [DIRECT]: _, ...proxies }) {
  return proxies;
}

function bars(title, note, values, spelled) {
  const longest = Math.max(...Object.values(values));
  return panel(title, note, values, (value, y, own) => {
    const length = (PLOT * value) / longest;
    const bar = `<rect class="${own}" x="${LABELS}" y="${y - 8}" width="${length.toFixed(1)}" height="16" rx="2"/>`;
    return bar + text(LABELS + length + 8, y, spelled(value));
  });
}

function places(title, note, values) {
  const sorted = Object.fromEntries(Object.entries(values).toSorted(([, a], [, b]) => a - b));
  const decade = (value) => Math.log10(value);
  const [low, high] = [Math.floor(decade(Math.min(...Object.values(values)))), Math.ceil(decade(Math.max(...Object.values(values))))];
  const at = (value) => LABELS + (PLOT * (decade(value) - low)) / (high - low);
  const drawn = panel(title, note, sorted, (value, y, own) => {
    const mark = `<circle class="${own}" cx="${at(value).toFixed(1)}" cy="${y}" r="6"/>`;
    return mark + text(at(value) + 12, y, spelledTime(value));
  });
  const bottom = drawn.height - 4;
  const lines = Array.from({ length: high - low + 1 }, (_, step) => {
    const x = at(10 ** (low + step)).toFixed(1);
    return `<line class="grid" x1="${x}" x2="${x}" y1="42" y2="${bottom}"/>` + text(x, bottom + 12, scale(low + step), "tick", "middle");
  });
  return { height: drawn.height + 18, body: lines.join("") + drawn.body };
}

function scale(decade) {
  if (decade < 3) return `${10 ** decade} µs`;
  return decade < 6 ? `${10 ** (decade - 3)} ms` : `${10 ** (decade - 6)} s`;
}

function panel(title, note, values, draw) {
  const rows = Object.entries(values).map(([name, value], row) => {
    const y = 56 + row * ROW;
    return text(LABELS - 10, y, name, "", "end") + draw(value, y, /codecommit-|signer-wasm|git-credential|this project/.test(name) ? "ours" : "bar");
  });
  const heading = text(12, 12, title, "title") + text(12, 31, note, "note");
  return { height: 56 + rows.length * ROW, body: heading + rows.join("") };
}

function text(x, y, content, className = "", anchor = "start") {
  const escaped = content.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const attributes = `${className && ` class="${className}"`}${anchor === "start" ? "" : ` text-anchor="${anchor}"`}`;
  return `<text x="${Number(x).toFixed(1)}" y="${y}" dominant-baseline="central"${attributes}>${escaped}</text>`;
}
