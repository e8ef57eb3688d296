import { pullOnly } from "../pull-only.mjs";
import { refusal } from "../refusal.mjs";
import { NotAsked } from "../verdict.mjs";

export default [
  {
    name: "the discovery of a push without codecommit:GitPush",
    source: "unconfirmed",
    expected: /^403, AccessDeniedException, /,
    depends: "the page's doctor, which checks the permission to push with it",
    needs: ["repository"],
    async ask(target) {
      const credentials = await pullOnly(target);
      if (credentials instanceof NotAsked) return credentials;
      const read = await target.discover(target.repository, "git-upload-pack", { credentials });
      if (read.status !== 200) return new NotAsked(`the same credentials may not read, either: ${refusal(read)}`);
      return refusal(await target.discover(target.repository, "git-receive-pack", { credentials }));
    },
  },
];
