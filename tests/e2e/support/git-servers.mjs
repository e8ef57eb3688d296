/** The kinds of git server that local AWS stands in for: CodeCommit's as it is known, and all that git offers today. */
export const GIT_SERVERS = ["codecommit", "http-backend"];

/**
 * Declares each test once for every kind of git server. Tests of a file run one after the other, so the setting holds for all of one;
 * afterwards it is CodeCommit's kind again, which the other tests of the file expect.
 *
 * @param {import("./local-aws.mjs").LocalAws} aws
 * @param {typeof import("node:test").test} declare
 * @returns {(name: string, body: (gitServer: string, t: import("node:test").TestContext) => Promise<void>) => void}
 */
export function againstEachGitServer(aws, declare) {
  return (name, body) => {
    for (const gitServer of GIT_SERVERS) {
      declare(`${name} (${gitServer})`, async (t) => {
        t.after(() => aws.settings({ git_server: GIT_SERVERS[0] }));
        await aws.settings({ git_server: gitServer });
        await body(gitServer, t);
      });
    }
  };
}
