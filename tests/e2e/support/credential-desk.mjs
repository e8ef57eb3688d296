import assert from "node:assert/strict";

import { withUserinfo } from "./credentials.mjs";

export const DESK = "/credentials";

let users = 0;

/** The desk of a new IAM user, who is signed in, with the user names of the first and the second set. `allow`: the user's policy. */
export async function openDesk(t, www, { allow, options, before, ...fields } = {}) {
  const name = `user${++users}`;
  const keys = await www.aws.user({ name, ...(allow && { allow }), ...fields });
  const page = await www.opened(t, DESK, { permissions: ["clipboard-read", "clipboard-write"], ...options }, { before });
  await page.signIn(keys);
  return { page, tab: page.tab, keys, name, first: `${name}-at-123456789012`, second: `${name}+1-at-123456789012` };
}

/** Leaves the desk, and opens it again. */
export async function reopen(page) {
  await page.go("/doctor");
  await page.tab.getByRole("heading", { name: "Doctor" }).waitFor();
  await page.go(DESK);
}

/** What is asked before a new password is hidden for good. */
export const BEFORE_LEAVING = "Have you saved the password? It is shown only now. If you leave, it is gone, and you can only reset it.";

export const list = (tab) => tab.getByRole("region", { name: "Git credentials", exact: true });
export const created = (tab) => tab.getByRole("region", { name: "Your new Git credentials" });
export const rotation = (tab) => tab.getByRole("region", { name: "Replace Git credentials" });
export const testOf = (tab) => tab.getByRole("form", { name: /^Test / });

/** A button of the set with this user name. */
export const buttonOf = (tab, username, name) => tab.getByRole("group", { name: username, exact: true }).getByRole("button", { name });

/** Creates a set with this button, and returns its user name and password. */
export async function create(tab, button = "Create Git credentials") {
  await tab.getByRole("button", { name: button }).click();
  return shown(tab);
}

/** Reads the user name and the password that the page shows, and hides the password again. */
export async function shown(tab) {
  await created(tab).getByRole("button", { name: "Show the password" }).click();
  const [username, password] = await created(tab).locator("code").allInnerTexts();
  await created(tab).getByRole("button", { name: "Hide the password" }).click();
  return { username, password };
}

/** Confirms that the new password is saved. */
export async function saved(page) {
  page.accept(BEFORE_LEAVING);
  await page.tab.getByRole("button", { name: "I have saved it" }).click();
  await created(page.tab).waitFor({ state: "detached" });
}

/** Runs the test of the set that the page offers to test now, and returns what it says. */
export async function tried(tab, { repository = "app", password } = {}) {
  const form = testOf(tab);
  await form.getByLabel("Repository").fill(repository);
  if (password !== undefined) await form.getByLabel("Password of this set").fill(password);
  await form.getByRole("button", { name: "Run the test" }).click();
  await form.getByRole("button", { name: "Stop" }).waitFor({ state: "detached" });
  await form.locator(".notice").waitFor();
  return (await form.locator(".notice").innerText()).trim();
}

/** Clones with these Git credentials. */
export function clone({ edge, git, world }, credentials) {
  return git.run(["clone", "--quiet", withUserinfo(`${edge.url}/eu-west-1/app`, credentials), world.directory()]);
}

/** Asserts that git is refused with these Git credentials. */
export async function assertRefused(www, credentials) {
  const { code, stderr } = await clone(www, credentials);
  assert.equal(code, 128, stderr);
  assert.match(stderr, /Authentication failed|rejected/);
}
