import { readFileSync, writeFileSync } from "node:fs";

import { deviations, expected } from "./expectations.mjs";
import { OPERATIONS } from "./operations.mjs";

const BEGIN = "<!-- The rest is written by scripts/clients. -->\n";

/** The tables of a run: each operation's outcome, how each client works, and the deviations. */
export function report(runs) {
  // A client's runs are adjacent, one for each kind of git server.
  const columns = [...Map.groupBy(runs, ({ client, version }) => `${client} ${version}`).values()];
  const versions = columns.map(([{ version }]) => version);
  const row = (name, said) => [name, ...columns.map((column) => together(column, said))];
  const outcomes = Object.keys(OPERATIONS).map((operation) =>
    row(operation, ({ client, gitServer, results }) => cell(results.get(operation).outcome ?? "fails the run", expected(client, operation, gitServer).outcome)),
  );
  const wires = Object.keys(runs[0].wire).map((name) => row(name, ({ wire }) => wire[name]));
  return [
    "## What works\n",
    table(["", ...versions], outcomes),
    "## Differences, and their reasons\n",
    table(["client", "operation", "outcome", "reason"], unusual(runs)),
    "## On the wire\n",
    table(["", ...versions], wires),
  ].join("\n");
}

/** What a client's runs have in common, or else each one's own. */
function together(runs, said) {
  const texts = new Set(runs.map(said));
  return texts.size === 1 ? [...texts][0] : runs.map((run) => `${run.gitServer}: ${said(run)}`).join("; ");
}

/** Marks an unexpected outcome. */
function cell(outcome, due) {
  return outcome === due ? outcome : `**${outcome}** (a fault: expected “${due}”)`;
}

function unusual(runs) {
  const clients = [...new Set(runs.map(({ client }) => client))];
  return clients.flatMap((client) =>
    deviations(client).map(({ operation, gitServer, outcome, reason }) => [
      client,
      operation,
      gitServer ? `${gitServer}: ${outcome}` : outcome,
      reason,
    ]),
  );
}

/** Replaces the previous report in the document. */
export function writeReport(path, text) {
  const [head, rest] = readFileSync(path, "utf8").split(BEGIN);
  if (rest === undefined) throw new Error(`${path} has no line ${BEGIN.trim()}: restore it`);
  writeFileSync(path, `${head}${BEGIN}\n${text}`);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return line(head) + `|${"---|".repeat(head.length)}\n` + rows.map(line).join("");
}
