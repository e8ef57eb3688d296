import { OPERATIONS } from "./operations.mjs";
import { Trial } from "./trial.mjs";
import { wire } from "./wire.mjs";

/**
 * Runs all operations of one client with one kind of git server, in sequence.
 *
 * @param {ClientWorld} world
 * @param {object} client as in clients.mjs
 * @param {string} gitServer as in local AWS's settings
 * @param {(operation: string, result: { outcome?: string, failure?: Error, error?: string }) => void} [onResult]
 * @returns {Promise<{ client: string, gitServer: string, version: string, results: Map<string, object>, wire: object }>}
 */
export async function runClient(world, client, gitServer, onResult = () => {}) {
  await world.aws.settings({ git_server: gitServer });
  const { version } = await world.driver(client).run("version");
  const name = (operation) => `${gitServer} ${version} ${operation}`.replace(/\W+/g, "-").replace(/^-|-$/g, "");
  const since = await world.aws.mark();
  const results = new Map();
  for (const operation of Object.keys(OPERATIONS)) {
    const result = await attempt(world, client, operation, name(operation));
    results.set(operation, result);
    onResult(operation, result);
  }
  const lines = Object.values(world.edges).flatMap((edge) => edge.logs());
  return { client: client.id, gitServer, version, results, wire: wire(lines, await world.aws.requests(since), name) };
}

async function attempt(world, client, operation, name) {
  const trial = new Trial({ world, driver: world.driver(client), repository: await world.repository(name) });
  try {
    const outcome = await OPERATIONS[operation](trial);
    return { outcome, error: trial.error };
  } catch (failure) {
    return { failure, error: trial.error };
  }
}
