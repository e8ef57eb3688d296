const PATH = /^\/interaction\/[^/]+$/;

/** The sign-in page: a button for each user, and no password. Koa middleware. */
export function login(provider, users) {
  return async (ctx, next) => {
    if (!PATH.test(ctx.path)) return next();
    // Throws if the browser does not have the interaction's cookie.
    await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method === "POST") {
      const user = users.find(({ sub }) => sub === ctx.query.sub);
      ctx.assert(user, 400, "There is no such user.");
      ctx.respond = false;
      await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: user.sub } });
    } else {
      ctx.type = "text/html";
      ctx.body = page(users);
    }
  };
}

function page(users) {
  const buttons = users.map(
    ({ sub, email = sub }) => `<button formaction="?sub=${encodeURIComponent(sub)}">${escaped(email)}</button>`,
  );
  return `<!doctype html>
<meta charset="utf-8">
<title>Sign in</title>
<h1>Who are you?</h1>
<form method="post">${buttons.join("\n")}</form>
`;
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
