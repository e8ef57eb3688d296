import { EXPLAINED, FAILS, MISSING, STATUS_ONLY, UNEXPLAINED, WARNED, WORKS } from "./outcomes.mjs";

/** The outcome of each operation with a client that supports everything git does. */
const USUAL = {
  "partial clone": [WARNED, "CodeCommit offers no filter, so git clones everything"],
  "non-fast-forward push": [EXPLAINED, "the client detects it itself"],
  "a wrong signature (401)": [EXPLAINED, "the edge's text is shown"],
  "a push that IAM denies (403)": [EXPLAINED, "IAM's reason is shown"],
  "a push to a read-only edge": [EXPLAINED, "the reason is in git's own report on each ref"],
  "a push over the limit (413)": [STATUS_ONLY, "no client shows the body of a refused POST"],
};

const PUSHES = [
  "push",
  "large push",
  "push a tag",
  "delete a branch",
  "non-fast-forward push",
  "a push that IAM denies (403)",
  "a push to a read-only edge",
  "a push over the limit (413)",
];

/** A client's deviations, each with the reason. */
const DEVIATIONS = {
  "isomorphic-git": {
    "partial clone": [MISSING, "isomorphic-git has no filter"],
  },
  "libgit2": {
    "partial clone": [MISSING, "libgit2 has no filter"],
    "a wrong signature (401)": [UNEXPLAINED, "it calls its callback repeatedly, then stops with its own message"],
    "a push that IAM denies (403)": [STATUS_ONLY, "its error contains only the status"],
  },
  "dulwich": {
    "a wrong signature (401)": [UNEXPLAINED, "it shows its own text for the status"],
    "a push that IAM denies (403)": [STATUS_ONLY, "its error contains only the status"],
  },
  "gitoxide": {
    "partial clone": [MISSING, "gix has no filter"],
    ...Object.fromEntries(PUSHES.map((operation) => [operation, [MISSING, "gix does not push yet"]])),
    "a wrong signature (401)": [STATUS_ONLY, "its error contains only the status"],
  },
  "JGit": {
    "shallow clone": [MISSING, "supported since JGit 6.3; Debian 12 has an older version"],
    "deepen": [MISSING, "supported since JGit 6.3; Debian 12 has an older version"],
    "partial clone": [MISSING, "Debian 12's JGit has no filter"],
    "a wrong signature (401)": [UNEXPLAINED, "it shows its own text for the status"],
    "a push that IAM denies (403)": [UNEXPLAINED, "it shows its own text for the status"],
  },
  "go-git": {
    "deepen": [MISSING, "Debian 12's go-git requests nothing if it has the tips, whatever the depth"],
    "partial clone": [MISSING, "Debian 12's go-git has no filter"],
    "a wrong signature (401)": [UNEXPLAINED, "it shows its own text for the status"],
    "a push that IAM denies (403)": [UNEXPLAINED, "it shows its own text for the status"],
  },
};

const SENDS_ITS_AGENT = "it sends its agent, which CodeCommit does not advertise, and gets an empty response";

/** A client's deviations with a git server as strict as CodeCommit's. */
const DEVIATIONS_WITH_CODECOMMIT = {
  // dulwich 1.2.21 adds the agent to the negotiated capabilities of a push, even if the server does not advertise it.
  "dulwich": Object.fromEntries(
    ["push", "large push", "push a tag", "delete a branch"].map((operation) => [
      operation,
      [FAILS, SENDS_ITS_AGENT],
    ]),
  ),
  // gix-protocol 0.68, `fetch/function.rs`: the agent is always added to the features, and `include-tag`, which
  // `Tags::Included` needs, is an error if the server does not support it.
  "gitoxide": {
    ...Object.fromEntries(
      ["clone", "clone with access keys", "clone with a token as password", "clone with a bearer token", "fetch"].map((operation) => [
        operation,
        [FAILS, `${SENDS_ITS_AGENT}, repeats the request hundreds of times, and panics`],
      ]),
    ),
    ...Object.fromEntries(
      ["shallow clone", "deepen"].map((operation) => [
        operation,
        [FAILS, "it requires the capability `include-tag`, which CodeCommit does not advertise"],
      ]),
    ),
  },
};

/** The expected outcome of an operation with a client and a kind of git server, and why. */
export function expected(client, operation, gitServer) {
  const strict = gitServer === "codecommit" ? DEVIATIONS_WITH_CODECOMMIT[client]?.[operation] : undefined;
  const [outcome, reason] = strict ?? DEVIATIONS[client]?.[operation] ?? USUAL[operation] ?? [WORKS, "as with git"];
  return { outcome, reason };
}

/** All of a client's deviations, with the kind of git server if they do not apply to both. */
export function deviations(client) {
  const all = (table, gitServer) =>
    Object.entries(table[client] ?? {}).map(([operation, [outcome, reason]]) => ({ operation, gitServer, outcome, reason }));
  return [...all(DEVIATIONS), ...all(DEVIATIONS_WITH_CODECOMMIT, "codecommit")];
}
