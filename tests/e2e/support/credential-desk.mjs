/** What is asked before a new password is hidden for good. */
export const BEFORE_LEAVING = "Have you saved the password? It is shown only now. If you leave, it is gone, and you can only reset it.";

export const list = (tab) => tab.getByRole("region", { name: "Git credentials", exact: true });
export const created = (tab) => tab.getByRole("region", { name: "Your new Git credentials" });
export const rotation = (tab) => tab.getByRole("region", { name: "Replace Git credentials" });
export const testOf = (tab) => tab.getByRole("form", { name: /^Test / });

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
