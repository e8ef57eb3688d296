// What a view shows when the user goes to another branch, and where the focus is after an action.

import assert from "node:assert/strict";
import { after, test } from "node:test";

import { clonedRepositories } from "../support/cloned-repositories.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const www = await WwwWorld.start();
after(() => www.close());
const { cloned, create } = clonedRepositories(www);

const press = (tab, name) => tab.getByRole("button", { name, exact: true }).click();
const chosen = (tab) => tab.getByLabel("Shown branch, tag or commit");
const focused = (tab) => tab.evaluate(() => document.activeElement.textContent.trim());

test("shows the full name of a remote branch, and checks it out", async (t) => {
  const { page, tab } = await cloned(t);
  await page.view("Branches and tags");
  await tab.getByRole("region", { name: "Remote branches" }).getByRole("link", { name: "release/1.x", exact: true }).click();
  await tab.getByText("This branch is not checked out. Check it out to make changes.").waitFor();
  assert.equal(await chosen(tab).evaluate(({ selectedOptions: [option] }) => option.text), "origin/release/1.x");
  await press(tab, "Check out release/1.x");
  await tab.getByRole("link", { name: "New file" }).waitFor();
  assert.equal(await chosen(tab).inputValue(), "release/1.x");
  page.assertClean();
});

test("shows no results of a search in another branch", async (t) => {
  const { page, tab } = await cloned(t);
  await page.view("Search");
  await tab.getByLabel("Search file names and contents").fill("README");
  await press(tab, "Search");
  const results = tab.getByRole("region", { name: /^Matches in/ });
  await results.first().waitFor();
  await chosen(tab).selectOption("v1.0.0");
  await results.first().waitFor({ state: "detached" });
  await press(tab, "Search");
  await results.first().waitFor();
});

test("shows no history of another branch beside an error", async (t) => {
  const { page, tab, name } = await cloned(t);
  await page.view("History");
  await tab.getByRole("region", { name: "History" }).waitFor();
  await page.go(`/eu-west-1/${name}/log/nowhere`);
  await tab.getByText("The clone has no such branch, tag or commit.").waitFor();
  assert.equal(await tab.getByRole("region", { name: "History" }).count(), 0);
});

test("keeps the focus on the buttons that make a password or a signature again", async (t) => {
  const { page, tab } = await cloned(t);
  for (const [view, name] of [["Clone in a terminal", "Create a new password"], ["How signing works", "Sign again"]]) {
    await page.view(view);
    await press(tab, name);
    await tab.waitForTimeout(300);
    assert.equal(await focused(tab), name);
  }
});

test("shows backticks in a file's name after an action", async (t) => {
  const { page, tab } = await cloned(t);
  await create(page, "a`b`.txt", "text\n");
  page.accept("Delete a`b`.txt? It was never committed.");
  await press(tab, "Delete");
  await tab.getByText("Deleted a`b`.txt.").waitFor();
});

test("offers to rename a branch only to another name", async (t) => {
  const { page, tab } = await cloned(t);
  await page.view("Branches and tags");
  await press(tab, "More for main");
  const rename = tab.getByRole("button", { name: "Rename", exact: true });
  assert.equal(await rename.isDisabled(), true);
  await tab.getByLabel("New name").fill("trunk");
  await rename.click();
  await tab.getByText("Renamed main to trunk.").waitFor();
});

test("says why a tag can have no message until an author is known", async (t) => {
  const { page, tab } = await cloned(t);
  await page.view("Branches and tags");
  await press(tab, "New tag");
  await tab.getByLabel("Points to").waitFor();
  await tab.getByText("To write a message, which makes an annotated tag, enter your name below first.").waitFor();
  await tab.getByText("Enter your name and e-mail address").click();
  await tab.getByLabel("Your name").fill("Carol");
  await tab.getByLabel("Your e-mail").fill("carol@example.com");
  await press(tab, "Save");
  await tab.getByText("With a message it is an annotated tag").waitFor();
});

test("leaves the Enter key to an input method that composes a character", async (t) => {
  const { tab } = await cloned(t);
  await press(tab, "Go to a file");
  const field = tab.getByRole("combobox", { name: "Part of the file's path" });
  await field.fill("README");
  await tab.locator("#file-found-0").waitFor();
  // WebKit ends the composition before it sends the key.
  for (const given of [{ isComposing: true }, { keyCode: 229 }]) {
    await field.evaluate((input, options) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, ...options })), given);
    await tab.waitForTimeout(200);
    assert.equal(await field.isVisible(), true, JSON.stringify(given));
  }
  await field.press("Enter");
  await tab.getByRole("region", { name: "File README.md" }).waitFor();
});
