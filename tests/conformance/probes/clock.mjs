const MINUTE = 60_000;

/** Whether a password is accepted that was signed this many minutes from now. */
const skewed = (minutes, expected, source) => ({
  name: `signed ${Math.abs(minutes)} minutes ${minutes < 0 ? "ago" : "ahead"}`,
  source,
  expected,
  depends: "how long a password is reused, and which clock errors are corrected",
  needs: ["repository"],
  async ask(target) {
    const { status } = await target.discover(target.repository, "git-upload-pack", { now: Date.now() + minutes * MINUTE });
    return { 200: "accepted", 403: "refused" }[status] ?? `status ${status}`;
  },
});

export default [
  skewed(-16, "refused", "public"),
  skewed(-14, "accepted", "public"),
  skewed(4, "accepted", "unconfirmed"),
  skewed(6, "refused", "unconfirmed"),
  skewed(14, "refused", "unconfirmed"),
];
