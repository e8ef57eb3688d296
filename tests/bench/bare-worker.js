/** The minimal proxy in this runtime, against which the edge is measured. */
export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const headers = new Headers(request.headers);
    headers.set("authorization", env.AUTHORIZATION);
    const { method, body } = request;
    return fetch(env.UPSTREAM + url.pathname + url.search, { method, headers, body, redirect: "manual" });
  },
};
