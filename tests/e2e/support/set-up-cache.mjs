import { homedir } from "node:os";
import { join } from "node:path";

/** Where `scripts/setup` keeps what it installs. */
export const SET_UP_CACHE =
  process.env.CODECOMMIT_EDGE_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "codecommit-edge");
