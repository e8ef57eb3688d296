import { eventually } from "./eventually.mjs";
import { exchange } from "./http.mjs";

/** git's options that send a token with every request. */
export function bearer(token) {
  return ["-c", `http.extraHeader=Authorization: Bearer ${token}`];
}

/**
 * Requests a repository's refs from an edge, as git does before a fetch.
 *
 * @param {{ url: string, logs: () => object[] }} edge
 * @param {string} address such as `team/eu-west-1/app`
 * @param {{ token?: string, headers?: object }} options
 * @returns {Promise<{ status: number, code?: string, text: string, headers: object, line: object }>}
 *   `line`: the request's access log entry.
 */
export async function discover(edge, address, { token, headers = {} } = {}) {
  const authorization = token && { authorization: `Bearer ${token}` };
  const answer = await exchange(`${edge.url}/${address}/info/refs?service=git-upload-pack`, {
    headers: { ...authorization, ...headers },
  });
  const id = answer.headers["x-request-id"];
  const line = await eventually("the request's line in the log", () =>
    edge.logs().find(({ request_id }) => request_id === id),
  );
  return {
    status: answer.status,
    code: answer.headers["x-codecommit-edge-code"],
    text: answer.body.toString(),
    headers: answer.headers,
    line,
  };
}

/** The requests that reached AWS after the request `since`: the STS calls, and the git requests. */
export async function reached(aws, since) {
  const requests = await aws.requests(since);
  const isSts = ({ service }) => service === "sts";
  return { sts: requests.filter(isSts), git: requests.filter((request) => !isSts(request)) };
}
