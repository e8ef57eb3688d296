// A credential helper with the features of newer ones, replacing Debian's git-credential-oauth 0.4.2: it uses refresh tokens,
// reports when passwords expire, and shows a device code when there is nothing to refresh. It stores nothing.
//
//     credential.helper = !node credential-oauth.mjs DIRECTORY SCOPE HABIT
//
// HABIT is the refresh token that it keeps after a renewal: `new` for the one in the response, `used` for the one in the
// request, as Git Credential Manager does (git-ecosystem/git-credential-manager#2003).
//
// It writes what a device would show to DIRECTORY/device, and what it has done to DIRECTORY/done, a line each.

import { appendFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { OAuthHelper } from "./oauth-helper.mjs";

const [directory, scope, habit, operation] = process.argv.slice(2);
if (operation === "get") await get();

async function get() {
  const asked = Object.fromEntries((await text(process.stdin)).split("\n").map((line) => line.split(/=(.*)/)));
  const helper = await OAuthHelper.at(`${asked.protocol}://${asked.host}`);
  const tokens = (await renewed(helper, asked.oauth_refresh_token)) ?? (await signedIn(helper));
  console.log("username=oauth2");
  console.log(`password=${tokens.access_token}`);
  console.log(`password_expiry_utc=${Math.floor(Date.now() / 1000) + tokens.expires_in}`);
  if (tokens.refresh_token) console.log(`oauth_refresh_token=${tokens.refresh_token}`);
}

async function renewed(helper, token) {
  if (!token) return undefined;
  try {
    const tokens = await helper.refresh(token);
    note("renewed");
    return habit === "used" ? { ...tokens, refresh_token: token } : tokens;
  } catch (error) {
    note(`not renewed: ${error.error ?? error}`);
    return undefined;
  }
}

async function signedIn(helper) {
  const device = await helper.askForDevice(scope ? { scope } : {});
  // Atomically, because a test might otherwise read a part of it.
  writeFileSync(join(directory, "new"), JSON.stringify(device));
  renameSync(join(directory, "new"), join(directory, "device"));
  const tokens = await helper.waitForDevice(device);
  note("signed in");
  return tokens;
}

function note(line) {
  appendFileSync(join(directory, "done"), `${line}\n`);
}
