# shellcheck shell=bash
# The npm packages in the lock file; installed again only if it has changed.

set_up_npm() {
    local stamp=$ROOT/node_modules/.codecommit-edge-lock wanted
    wanted=$(sha256sum <"$ROOT/package-lock.json")
    if [[ -f $stamp && $(<"$stamp") == "$wanted" ]]; then return; fi

    say "installing the npm packages of package-lock.json"
    logged npm-ci npm ci --prefix "$ROOT" --ignore-scripts --no-audit --no-fund ||
        die "the npm packages cannot be installed" "check the network; after a change to a package.json run \`npm install\` and keep the new package-lock.json"
    printf '%s\n' "$wanted" >"$stamp"
}
