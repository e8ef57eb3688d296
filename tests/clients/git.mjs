// Drives the git at $CLIENT_GIT as specified in driver.mjs.
import { spawnSync } from "node:child_process";

const git = process.env.CLIENT_GIT ?? "git";
const [operation, text] = process.argv.slice(2);
const { url, directory, depth, filter, from, to, ref, credential = {} } = JSON.parse(text);

const OPERATIONS = {
  "version": ["--version"],
  "clone": ["clone", url, directory],
  "clone-shallow": ["clone", `--depth=${depth}`, url, directory],
  "clone-filtered": ["clone", `--filter=${filter}`, url, directory],
  "fetch": ["-C", directory, "fetch", "origin"],
  "deepen": ["-C", directory, "fetch", `--depth=${depth}`, "origin"],
  "push": ["-C", directory, "push", "origin", `${from}:${to}`],
  "delete": ["-C", directory, "push", "origin", `:${ref}`],
};

/** The helper reads the password from its environment, so that no process list shows it. */
const HELPER = '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$CLIENT_USERNAME" "$CLIENT_PASSWORD"; }; f';

function settings() {
  const { username, password, bearer } = credential;
  const [key, value] = bearer ? ["http.extraHeader", `Authorization: Bearer ${bearer}`] : ["credential.helper", HELPER];
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: value,
    CLIENT_USERNAME: username,
    CLIENT_PASSWORD: password,
  };
}

const { status, stdout, stderr, error } = spawnSync(git, OPERATIONS[operation], {
  env: { ...process.env, ...settings() },
  encoding: "utf8",
});
if (error) throw error;
if (status !== 0) console.log(JSON.stringify({ error: stderr + stdout }));
else if (operation === "version") console.log(JSON.stringify({ version: stdout.trim().replace("git version", "git") }));
else console.log(JSON.stringify({ said: stderr }));
process.exitCode = status === 0 ? 0 : 1;
