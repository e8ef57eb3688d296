import { randomBytes } from "node:crypto";

import { refusal } from "../refusal.mjs";
import { signPath } from "../sign-path.mjs";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const FOREIGN = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: SECRET };
const MINUTE = 60_000;

const unknown = () => `codecommit-edge-absent-${randomBytes(6).toString("hex")}`;

const discovery = (target, options) => target.discover(target.repository ?? unknown(), "git-upload-pack", options);

export default [
  {
    name: "a wrong signature",
    source: "public",
    expected: /^403, UnrecognizedClientException, .*xml$/,
    depends: "signature_rejected: git forgets the password and asks again",
    needs: ["credentials"],
    ask: async (target) => refusal(await discovery(target, { credentials: { ...target.credentials, secretAccessKey: SECRET } })),
  },
  {
    name: "an unknown access key",
    source: "public",
    expected: /^403, UnrecognizedClientException, .*xml$/,
    depends: "signature_rejected",
    needs: [],
    ask: async (target) => refusal(await discovery(target, { credentials: FOREIGN })),
  },
  {
    name: "a wrong session token",
    source: "public",
    expected: /^403, UnrecognizedClientException, .*xml$/,
    depends: "signature_rejected",
    needs: ["session"],
    ask: async (target) => refusal(await discovery(target, { credentials: { ...target.credentials, sessionToken: `${target.credentials.sessionToken}x` } })),
  },
  {
    name: "an expired signature",
    source: "public",
    expected: /^403, .*Signature expired, .*xml$/,
    depends: "credentials_expired and clock_skewed",
    needs: ["credentials"],
    ask: async (target) => refusal(await discovery(target, { now: Date.now() - 20 * MINUTE })),
  },
  {
    name: "no credentials",
    source: "unconfirmed",
    expected: [/^40[13] /],
    depends: "nothing: the edge challenges callers itself",
    needs: [],
    async ask(target) {
      const { status, headers } = await discovery(target, { authorization: null });
      return `${status} with WWW-Authenticate: ${headers["www-authenticate"] ?? "absent"}`;
    },
  },
  {
    name: "an unknown repository",
    source: "public",
    expected: /^404/,
    depends: "not_found",
    needs: ["credentials"],
    ask: async (target) => refusal(await target.discover(unknown(), "git-upload-pack")),
  },
  ...[
    [".git behind the name", ".git"],
    ["a slash behind the name", "/"],
  ].map(([name, suffix]) => ({
    name,
    source: "public",
    expected: /^404/,
    depends: "the edge and the signer remove it before signing",
    needs: ["repository"],
    async ask(target) {
      const { gitHost: host, region, repository, credentials } = target;
      const authorization = signPath({ host, path: `/v1/repos/${repository}${suffix}`, region }, credentials);
      return refusal(await target.discover(repository, "git-upload-pack", { suffix, authorization }));
    },
  })),
];
