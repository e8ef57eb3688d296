/**
 * Tests of git's suite that cannot pass through the edge.
 *
 * @type {Record<string, { test: string, why: string }[]>}
 */
export const KNOWN_DIFFERENCES = {
  t5541: [{ test: "rejected update prints status", why: "expects Apache's own port in git's output, where the gateway's stands" }],
  t5551: [{ test: "clone http repository", why: "compares all headers of the answers; the edge adds its own, such as x-request-id" }],
  t5702: [
    {
      test: "clone repository with http:// using protocol v2 with incomplete pktline length",
      why: "its server answers with the content type text/application/x-git-upload-pack-result, which the edge refuses with 502",
    },
    {
      test: "clone repository with http:// using protocol v2 with incomplete pktline body",
      why: "its server answers with the content type text/application/x-git-upload-pack-result, which the edge refuses with 502",
    },
  ],
};
