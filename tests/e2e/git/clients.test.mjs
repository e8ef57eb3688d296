import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";

import { presentClients } from "../../clients/clients.mjs";
import { expected } from "../../clients/expectations.mjs";
import { OPERATIONS } from "../../clients/operations.mjs";
import { runClient } from "../../clients/run.mjs";
import { ClientWorld } from "../../clients/world.mjs";
import { GIT_SERVERS } from "../support/git-servers.mjs";

// `scripts/clients` installs and runs the other clients.
for (const [client, gitServer] of presentClients().flatMap((client) => GIT_SERVERS.map((kind) => [client, kind]))) {
  suite(`${client.env?.CLIENT_GIT ?? client.id} through the edge, to ${gitServer}`, () => {
    let world;
    let run;
    before(async () => {
      world = await ClientWorld.start();
      run = await runClient(world, client, gitServer);
    });
    after(() => world?.close());

    for (const operation of Object.keys(OPERATIONS)) {
      const { outcome } = expected(client.id, operation, gitServer);
      test(`${operation}: ${outcome}`, () => {
        const { failure, error, ...result } = run.results.get(operation);
        assert.ifError(failure);
        assert.equal(result.outcome, outcome, error);
      });
    }
  });
}

test("finds git clients to try", () => {
  const ids = presentClients().map(({ id }) => id);
  assert.ok(ids.includes("git") && ids.includes("isomorphic-git"));
});
