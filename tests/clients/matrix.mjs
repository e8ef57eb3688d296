// Runs every operation with every installed client and both kinds of git server, through the built worker. Exits with 1 if an
// outcome is unexpected.
//
//   node tests/clients/matrix.mjs [CLIENT…]
import { fileURLToPath } from "node:url";

import { GIT_SERVERS } from "../e2e/support/git-servers.mjs";
import { allClients } from "./clients.mjs";
import { expected } from "./expectations.mjs";
import { report, writeReport } from "./report.mjs";
import { runClient } from "./run.mjs";
import { ClientWorld } from "./world.mjs";

const DOCUMENT = fileURLToPath(new URL("../../docs/clients.md", import.meta.url));

const wanted = process.argv.slice(2);
const { clients, absent } = allClients(process.env.CLIENTS_DIRECTORY ?? "");
const chosen = clients.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
if (chosen.length === 0) throw new Error(`no such client is there: ${wanted.join(", ")}; run scripts/clients`);

let wrong = 0;
const runs = [];
const world = await ClientWorld.start();
try {
  for (const client of chosen) {
    for (const gitServer of GIT_SERVERS) {
      const onResult = (operation, result) => show(client.id, gitServer, operation, result);
      runs.push(await runClient(world, client, gitServer, onResult));
    }
  }
} finally {
  await world.close();
}

const text = report(runs);
console.log(`\n${text}`);
if (absent.length > 0) console.log(`not there: ${absent.join(", ")}; scripts/clients installs them`);
if (wanted.length === 0 && absent.length === 0) writeReport(DOCUMENT, text);
if (wrong > 0) console.error(`${wrong} outcomes are not the expected ones`);
process.exitCode = wrong > 0 ? 1 : 0;

function show(client, gitServer, operation, { outcome, failure, error }) {
  const { outcome: due, reason } = expected(client, operation, gitServer);
  const good = outcome === due;
  if (!good) wrong += 1;
  console.log(`${good ? "ok  " : "BAD "} ${client} (${gitServer}): ${operation}: ${outcome ?? failure.message}`);
  if (!good) console.log(`     expected: ${due}, because ${reason}`);
  if (error && (!good || process.env.CLIENTS_VERBOSE)) console.log(error.trim().replace(/^/gm, "     | "));
}
