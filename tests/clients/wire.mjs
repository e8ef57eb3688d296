/**
 * How a client works, by its requests to the edge and the edge's requests to CodeCommit.
 *
 * @param {object[]} lines of the edge's log
 * @param {object[]} requests as local AWS has recorded them
 * @param {(operation: string) => string} repository the name of the operation's repository
 */
export function wire(lines, requests, repository) {
  const seen = requests.map((request) => ({ ...request, headers: new Map(request.headers) }));
  const header = (name) => [...new Set(seen.map(({ headers }) => headers.get(name)).filter(Boolean))];
  const pushes = seen.filter(
    (request) => request.method === "POST" && request.service === "git-receive-pack" && request.repository === repository("large push"),
  );
  const of = (operation) => lines.filter((line) => line.repository === repository(operation));
  const clone = of("clone with access keys");
  return {
    "protocol": header("git-protocol").join(", ") || "version 0",
    "sends a password": credential(clone),
    "sends a bearer token": credential(of("clone with a bearer token")),
    "requests of a clone": String(clone.length),
    "gzipped requests": header("content-encoding").includes("gzip") ? "yes" : "no",
    "large push": pushes.length === 0 ? "–" : pushes.map(form).join(", then "),
    "user agent": header("user-agent").map((agent) => `\`${agent}\``).join(", ") || "none",
  };
}

function credential(lines) {
  const challenged = lines.filter(({ status }) => status === 401).length;
  if (challenged === 0) return "at once";
  return challenged === 1 ? "after a 401" : `after a 401, ${challenged} times`;
}

function form({ headers, request_bytes: bytes }) {
  if (bytes === 4) return "a probe";
  return headers.get("transfer-encoding") === "chunked" ? "chunked" : "with a length";
}
