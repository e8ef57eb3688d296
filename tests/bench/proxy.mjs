import { mkdtempSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Federation } from "./federation.mjs";
import { discover, download, upload } from "./load.mjs";
import { inRounds, pick, QUICK } from "./measure.mjs";
import { startOrigin } from "./nginx.mjs";
import { cpuMicros, memoryMib } from "./processes.mjs";
import { DIRECT, startServers, startSink } from "./servers.mjs";

const MEBI = 1024 * 1024;
const BODY = (QUICK ? 60 : 600) * MEBI;
const MEMORY_BODY = 1024 * MEBI;
const BODY_ROUNDS = QUICK ? 1 : 5;
/** Numbers of connections, with the rounds and the seconds of each. The targets are for 16. */
const LOADS = QUICK
  ? [1, 16, 64, 256].map((connections) => ({ connections, rounds: 1, seconds: 1 }))
  : [
      { connections: 1, rounds: 5, seconds: 1 },
      { connections: 16, rounds: 9, seconds: 2 },
      { connections: 64, rounds: 5, seconds: 1 },
      { connections: 256, rounds: 5, seconds: 1 },
    ];

/**
 * Measures the proxies side by side. Each part of the results has the measurements by server and round.
 *
 * @param {{ localAws: string, directory: string }} options `localAws`: the program with the STS that federated callers need
 */
export async function proxies({ localAws, directory }) {
  const pack = file(directory, "pack", BODY);
  const large = file(directory, "large-pack", MEMORY_BODY);
  const federation = await Federation.start(localAws, directory);
  const options = { federation, directory };
  try {
    // Measured in new processes, which have not yet grown under load.
    const memory = await before(large, options, memoryAfter);
    const [down, discovery] = await before(pack, options, async (servers) => [
      await bodies(servers, download),
      await discoveries(servers),
    ]);
    const up = await uploads(pack, options);
    return { memory, body: { down, up }, discovery, bytes: { body: BODY, memory: MEMORY_BODY } };
  } finally {
    await federation.close();
  }
}

/** A sparse file, which reads as zeros. */
function file(directory, name, bytes) {
  const path = join(directory, name);
  writeFileSync(path, "");
  truncateSync(path, bytes);
  return path;
}

async function before(pack, { federation, directory }, work) {
  const own = mkdtempSync(join(directory, "proxies-"));
  const origin = await startOrigin(pack, own);
  const { servers, close } = await startServers(origin, { federation, directory: own });
  try {
    // Otherwise the first server measured would wait for the disk.
    await download(servers[DIRECT]);
    return await work(servers);
  } finally {
    await close();
    await origin.close();
  }
}

async function memoryAfter(servers) {
  const measured = {};
  for (const [name, server] of Object.entries(servers).filter(([name]) => name !== DIRECT)) {
    await discover(server, { connections: 1, seconds: 1 });
    const { now: idle } = memoryMib(server.pid);
    const { bytes } = await download(server);
    if (bytes !== MEMORY_BODY) throw new Error(`${name} has sent ${bytes} bytes of ${MEMORY_BODY}`);
    const { now, most } = memoryMib(server.pid);
    measured[name] = { idle, after: now, most };
  }
  return measured;
}

async function bodies(servers, move) {
  const measured = await inRounds(BODY_ROUNDS, Object.keys(servers), async (name) => {
    const used = cpuMicros(servers[name].pid);
    const { bytes, megabytesPerSecond } = await move(servers[name]);
    if (bytes !== BODY) throw new Error(`${name} has moved ${bytes} bytes of ${BODY}`);
    return { megabytesPerSecond, cpuMillis: (cpuMicros(servers[name].pid) - used) / 1000 };
  });
  return { megabytesPerSecond: pick(measured, "megabytesPerSecond"), cpuMillis: pick(measured, "cpuMillis") };
}

async function uploads(pack, { federation, directory }) {
  const own = mkdtempSync(join(directory, "uploads-"));
  const sink = await startSink();
  const { servers, close } = await startServers(sink, { federation, directory: own });
  try {
    return await bodies(servers, (server) => upload(server, pack));
  } finally {
    await close();
    await sink.close();
  }
}

async function discoveries(servers) {
  const names = Object.keys(servers);
  for (const name of names) await discover(servers[name], { connections: 16, seconds: QUICK ? 1 : 2 });
  const measured = {};
  for (const { connections, rounds, seconds } of LOADS) {
    const loaded = await inRounds(rounds, names, (name) => discover(servers[name], { connections, seconds }));
    const fields = ["perSecond", "cpuMicros", "p50", "p99"];
    measured[connections] = Object.fromEntries(fields.map((field) => [field, pick(loaded, field)]));
  }
  return measured;
}
