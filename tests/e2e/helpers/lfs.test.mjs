// The real git-lfs beside both helpers: CodeCommit has the pointers, another server the files.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";

import { keysIn, Laptop, URL_OF_APP } from "../support/laptop.mjs";
import { LfsServer } from "../support/lfs-server.mjs";

const laptop = await Laptop.start();
const files = await LfsServer.start();
after(() => {
  files.close();
  return laptop.close();
});
await laptop.aws.repository("eu-west-1", "app");
const keys = await laptop.aws.credentials();

for (const [number, url] of ["codecommit::eu-west-1://app", URL_OF_APP].entries()) {
  test(`a large file goes to the server that the repository names, and its pointer to CodeCommit: ${url.split(":")[0]}`, async () => {
    const user = laptop.user({ env: keysIn(keys) });
    await user.run("git-credential-codecommit", ["install", "--yes"]);
    await user.ok(["lfs", "install", "--skip-repo"]);
    await user.ok(["clone", "--quiet", url, "first"]);
    const cwd = join(user.home, "first");
    const large = `large ${number}\n`.repeat(1000);
    await user.ok(["config", "-f", ".lfsconfig", "lfs.url", files.url], { cwd });
    await user.ok(["lfs", "track", "*.bin"], { cwd });
    writeFileSync(join(cwd, "large.bin"), large);
    await user.ok(["add", "."], { cwd });
    await user.ok(["commit", "--quiet", "-m", "A large file"], { cwd });
    await user.ok(["push", "--quiet", "origin", `HEAD:refs/heads/lfs-${number}`], { cwd });

    const id = createHash("sha256").update(large).digest("hex");
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${id}\nsize ${large.length}`;
    assert.equal(await laptop.git.ok(["show", `lfs-${number}:large.bin`], { cwd: laptop.world.bare("eu-west-1", "app") }), pointer);
    assert.equal(files.objects.get(id)?.toString(), large);

    const clone = ["clone", "--quiet", "--branch", `lfs-${number}`, url];
    await user.ok([...clone, "second"]);
    assert.equal(readFileSync(join(user.home, "second/large.bin"), "utf8"), large);
    await user.ok([...clone, "pointers"], { env: { GIT_LFS_SKIP_SMUDGE: "1" } });
    assert.equal(readFileSync(join(user.home, "pointers/large.bin"), "utf8"), `${pointer}\n`);
    await user.ok(["fsck", "--strict"], { cwd: join(user.home, "pointers") });
    assert.deepEqual(files.authorizations, [], "the password is CodeCommit's only");
  });
}
