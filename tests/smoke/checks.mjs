import * as challenge from "./checks/challenge.mjs";
import * as clone from "./checks/clone.mjs";
import * as cors from "./checks/cors.mjs";
import * as health from "./checks/health.mjs";
import * as hosts from "./checks/hosts.mjs";
import * as hsts from "./checks/hsts.mjs";
import * as nosniff from "./checks/nosniff.mjs";
import * as oauth from "./checks/oauth.mjs";
import * as page from "./checks/page.mjs";
import * as plainHttp from "./checks/plain-http.mjs";
import * as streaming from "./checks/streaming.mjs";
import * as tls from "./checks/tls.mjs";

/** In this order; the last one looks at the answers of the others. */
export const CHECKS = [health, tls, plainHttp, hsts, challenge, cors, oauth, page, streaming, hosts, clone, nosniff];
