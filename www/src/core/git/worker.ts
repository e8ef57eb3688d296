import "./buffer.ts";

import { browserStore } from "./browser-store.ts";
import { localGit } from "./local-git.ts";
import type { Port } from "./messages.ts";
import { serve } from "./serve.ts";

serve(self as unknown as Port, (authorize) => localGit({ store: browserStore(), authorize, edge: location.origin }));
