# shellcheck shell=bash
# The JavaScript runtimes in which the tests run the signer's package: Bun, Deno and an older Node.js, which are npm packages for
# Linux with the binaries in them, and Next.js. They are pinned by a lock file of their own, so that only the tests download them.

set_up_runtimes() {
    local directory=$CACHE/runtimes lock=$ROOT/scripts/runtimes/package-lock.json
    if cmp --silent "$lock" "$directory/.complete"; then return; fi

    say "installing Bun, Deno, Next.js and Node.js 22 for the tests"
    rm -rf "$directory"
    mkdir -p "$directory"
    cp "$ROOT"/scripts/runtimes/package{,-lock}.json "$ROOT/.npmrc" "$directory"
    (use_node && logged runtimes npm ci --prefix "$directory" --ignore-scripts --no-audit --no-fund) ||
        die "the JavaScript runtimes cannot be installed" "check the network; after a change to scripts/runtimes/package.json run \`npm install --package-lock-only\` there"
    cp "$lock" "$directory/.complete"
}
