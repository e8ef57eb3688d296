import "./buffer.ts";

import { betweenTabs } from "./between-tabs.ts";
import { browserStore } from "./browser-store.ts";
import { localGit } from "./local-git.ts";
import { webLocks } from "./locks.ts";
import { unwaiting } from "./sign-in.ts";
import type { Port } from "./messages.ts";
import { serve } from "./serve.ts";

const store = browserStore();
const locks = webLocks();

serve(self as unknown as Port, (authorize) => betweenTabs(localGit({ store, locks, authorize: unwaiting(authorize), edge: location.origin }), store, locks, authorize));
