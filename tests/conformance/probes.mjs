import api from "./probes/api.mjs";
import capabilities from "./probes/capabilities.mjs";
import clock from "./probes/clock.mjs";
import cors from "./probes/cors.mjs";
import fetch from "./probes/fetch.mjs";
import headers from "./probes/headers.mjs";
import limits from "./probes/limits.mjs";
import permissions from "./probes/permissions.mjs";
import push from "./probes/push.mjs";
import refusals from "./probes/refusals.mjs";
import sts from "./probes/sts.mjs";

/**
 * Every fact to check, in order.
 *
 * @type {{
 *   name: string, source: string, expected: string | RegExp | (string | RegExp)[], depends: string,
 *   needs: ("credentials" | "session" | "repository" | "scratch")[], ask: (target: object) => unknown,
 * }[]}
 *   `source`: where the expectation comes from; `unconfirmed` means that the code assumes it. `ask` returns text.
 */
export const PROBES = [...capabilities, ...fetch, ...clock, ...refusals, ...headers, ...api, ...sts, ...cors, ...permissions, ...push, ...limits];
