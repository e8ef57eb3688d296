/** The kinds of git server that local AWS can imitate: CodeCommit's as known, and one with everything that git supports today. */
export const GIT_SERVERS = ["codecommit", "http-backend"];

/**
 * Declares each test for every kind of git server. A file's tests run in sequence, so the setting applies to one test;
 * afterwards it is CodeCommit's kind again, which the file's other tests expect.
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
