// Finding a repository: the lists, with keys and with a company login, and pasted addresses.

import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";

import { assertAccessible } from "../support/accessibility.mjs";
import { eventually } from "../support/eventually.mjs";
import { assertInert, watch } from "../support/inertness.mjs";
import { LoginWorld, signIn } from "../support/login-world.mjs";
import { WwwWorld } from "../support/www-world.mjs";

const login = await LoginWorld.start({
  vars: ({ url }) => ({ AWS_ENDPOINT_URL_CODECOMMIT: url }),
  users: [{ sub: "alice", email: "alice@example.com", groups: ["payments", "docs"] }],
});
const { aws, edge, provider } = login;
const www = WwwWorld.of(login, login.edge, { others: [provider.issuer] });
after(() => www.close());
afterEach(() => aws.clearFaults());

const HOSTILE = `<img src=x onerror="top.__ran = 1"> \u202egnp.exe`;
for (const [name, description] of [["shop", "Carts and bills"], ["shop-docs", "How to sell"], ["traps", HOSTILE], ...Array.from({ length: 8 }, (_, number) => [`team-${number}`, `Team ${number}`])]) {
  await aws.repository("eu-west-1", name, { sample: "history", description });
}
await aws.repository("us-east-1", "elsewhere");

const LISTED = "In eu-west-1";
const names = (tab) => tab.getByRole("region", { name: LISTED }).getByRole("listitem").locator("strong").allInnerTexts();
const byName = (tab, name) => tab.getByRole("region", { name: LISTED }).getByRole("link", { name });

async function signedIn(t) {
  const page = await www.opened(t);
  await watch(page.tab.context());
  await page.tab.reload();
  await page.tab.getByRole("button", { name: "Sign in", exact: true }).click();
  await signIn(page.tab, "alice@example.com");
  await page.tab.getByRole("heading", { name: "Repositories", exact: true }).waitFor();
  return page;
}

test("lists repositories with a company login, by profile, with descriptions and a filter", async (t) => {
  const page = await signedIn(t);
  const { tab } = page;
  await byName(tab, "shop-docs").waitFor();
  assert.deepEqual(await names(tab), ["app", "docs", "shop", "shop-docs", ...Array.from({ length: 8 }, (_, number) => `team-${number}`), "traps"]);
  await tab.getByText("with the profile people").waitFor();
  await tab.getByText("How to sell").waitFor();
  await assertAccessible(page, "the list of repositories");
  await assertInert(page);

  const filter = tab.getByLabel("Filter the repositories");
  await filter.fill("BILLS");
  await eventually("only the shop is listed", async () => (await names(tab)).join() === "shop");
  await filter.fill("nothing like this");
  await tab.getByText("No name or description contains this text.").waitFor();
  await filter.fill("");

  await tab.getByLabel("Profile").selectOption("readers");
  await tab.getByText("with the profile readers").waitFor();
  await byName(tab, "shop-docs").click();
  await tab.waitForURL(`${edge.url}/#/readers/eu-west-1/shop-docs`);
  await page.clone();
  page.assertClean();
});

test("says whether the profile or the list is denied, and still opens a repository", async (t) => {
  const { tab } = await signedIn(t);
  await byName(tab, "shop-docs").waitFor();
  await tab.getByLabel("Profile").selectOption("tokens");
  const alert = tab.getByRole("alert");
  await alert.getByText("You cannot use this profile with this sign-in.").waitFor();
  await alert.getByText(/Sign in for this profile only/).waitFor();

  await aws.fault({ status: 500 }, { service: "codecommit" });
  await tab.getByLabel("Profile").selectOption("readers");
  await alert.getByText("The edge could not reach a service that it needs.").waitFor();
  await alert.getByRole("button", { name: "Try again" }).click();
  await byName(tab, "shop-docs").waitFor();

  await tab.route(`${edge.url}/session/repositories*`, (route) =>
    route.fulfill({ status: 403, headers: { "x-codecommit-edge-code": "access_denied" }, contentType: "application/json", body: JSON.stringify({ message: "CodeCommit refused: User: x is not authorized to perform: codecommit:ListRepositories on resource: *" }) }),
  );
  await tab.getByLabel("Profile").selectOption("people");
  await alert.getByText("These credentials may not list repositories.").waitFor();
  await tab.getByLabel("Repository", { exact: true }).fill("shop");
  await tab.getByRole("button", { name: "Open" }).click();
  await tab.waitForURL(`${edge.url}/#/people/eu-west-1/shop`);
  await tab.getByRole("button", { name: "Clone here" }).waitFor();
});

test("opens what git, AWS's console and the edge call a repository", async (t) => {
  const page = await www.opened(t);
  const { tab } = page;
  await page.signIn(await aws.credentials());
  await byName(tab, "shop-docs").waitFor();
  await tab.getByText("Carts and bills").waitFor();
  for (const [pasted, opened] of [
    ["git clone https://git-codecommit.us-east-1.amazonaws.com/v1/repos/elsewhere", "us-east-1/elsewhere"],
    ["ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop", "eu-west-1/shop"],
    ["codecommit::us-east-1://me@elsewhere", "us-east-1/elsewhere"],
    ["https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop/browse?region=eu-west-1", "eu-west-1/shop"],
    [`${edge.url}/eu-west-1/shop.git`, "eu-west-1/shop"],
    ["https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/shop/browse/refs/heads/feature/x/--/src/a%20b.rs?region=eu-west-1&lines=3-5", "eu-west-1/shop/file/feature%2Fx/src/a%20b.rs?line=3-5"],
  ]) {
    await tab.getByLabel("Repository", { exact: true }).fill(pasted);
    await tab.keyboard.press("Enter");
    await tab.waitForURL(`${edge.url}/#/${opened}`);
    await page.go("/");
  }
  await tab.getByLabel("Repository", { exact: true }).fill("https://github.com/a/b");
  await tab.keyboard.press("Enter");
  assert.match(await page.problem(), /not the address of a repository/);
  const regions = await tab.locator("#regions option").evaluateAll((options) => options.map(({ value }) => value));
  assert.ok(regions.includes("ap-southeast-2") && regions.length > 20);
  page.assertClean();
});

test("opens the lines of a file from an address of AWS's console, after cloning", async (t) => {
  const page = await www.opened(t);
  const { tab } = page;
  await page.signIn(await aws.credentials());
  await tab.getByLabel("Repository", { exact: true }).fill("https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/app/browse/refs/heads/main/--/README.md?region=eu-west-1&lines=2-3");
  await tab.keyboard.press("Enter");
  await page.clone();
  await tab.locator("tr.chosen").nth(1).waitFor();
  assert.deepEqual(await tab.locator("tr.chosen [data-line]").evaluateAll((numbers) => numbers.map(({ dataset }) => dataset.line)), ["2", "3"]);
  page.assertClean();
});

test("loads descriptions of the repositories in view, in small batches, and counts the loaded ones", async (t) => {
  const page = await www.opened(t);
  const { tab } = page;
  const asked = [];
  const repositories = Array.from({ length: 400 }, (_, number) => ({ repositoryName: `many-${String(number).padStart(3, "0")}`, repositoryId: String(number) }));
  const describes = { is: true };
  await tab.route(/\/aws\/codecommit$|127\.0\.0\.1:\d+\/$/, async (route) => {
    const target = route.request().headers()["x-amz-target"] ?? "";
    if (target.endsWith("ListRepositories")) return route.fulfill({ json: { repositories } });
    if (!target.endsWith("BatchGetRepositories")) return route.continue();
    const { repositoryNames } = route.request().postDataJSON();
    asked.push(repositoryNames);
    if (!describes.is) return route.fulfill({ status: 400, json: { __type: "AccessDeniedException", Message: "no" } });
    return route.fulfill({ json: { repositories: repositoryNames.map((repositoryName) => ({ repositoryName, repositoryDescription: `About ${repositoryName}` })) } });
  });
  await page.signIn(await aws.credentials());
  await tab.getByText("About many-000").waitFor();
  await tab.getByText(/^Descriptions load as you scroll: \d+ of 400 are loaded\. The filter searches these and all names\.$/).waitFor();
  await assertAccessible(page, "descriptions on demand");
  assert.ok(asked.every((names) => names.length <= 25) && asked.flat().length < 100, JSON.stringify(asked));
  await byName(tab, "many-399").scrollIntoViewIfNeeded();
  await tab.getByText("About many-399").waitFor();
  assert.ok(!asked.flat().includes("many-200"));
  await tab.getByLabel("Filter the repositories").fill("many-200");
  await tab.getByText("About many-200").waitFor();
  await tab.getByLabel("Filter the repositories").fill("About many-399");
  assert.deepEqual(await names(tab), ["many-399"]);
  assert.equal(new Set(asked.flat()).size, asked.flat().length, "each is asked for once");

  describes.is = false;
  await page.go("/credentials");
  await page.go("/");
  await tab.getByText("The descriptions could not be loaded. Ask your administrator for codecommit:BatchGetRepositories.").waitFor();
  page.assertClean();
});

test("opens the page at a repository's address in a browser, but not for git", async (t) => {
  const page = await www.opened(t, "/");
  const { tab } = page;
  await tab.goto(`${edge.url}/people/eu-west-1/shop`);
  await tab.getByRole("heading", { name: "Sign in to open shop" }).waitFor();
  assert.equal(tab.url(), `${edge.url}/#/people/eu-west-1/shop`);
  const asked = await tab.evaluate(async () => (await fetch("/people/eu-west-1/shop", { headers: { accept: "text/html" }, redirect: "manual" })).status);
  assert.equal(asked, 404);
});
