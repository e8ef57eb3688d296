import assert from "node:assert/strict";
import { after, test } from "node:test";

import { LoginWorld, Opener, signIn } from "./support/login-world.mjs";
import { startChromium } from "./support/page.mjs";

const login = await LoginWorld.start();
after(() => login.close());
const { world, git } = login;

test("git opens the browser, the person signs in, and it clones", async (t) => {
  const browser = await startChromium(t);
  const opener = new Opener(world.directory());
  const directory = world.directory();
  const clone = git.start([...login.oauthOptions(), "clone", `${login.edge.url}/eu-west-1/app`, directory], { env: opener.environment });

  const page = await browser.newPage();
  await page.goto(await opener.url());
  await signIn(page);
  await page.getByText("You may close this page").waitFor();
  const { code, stderr } = await clone.ended;
  assert.equal(code, 0, stderr);
  await git.ok(["fsck", "--strict"], { cwd: directory });
});
