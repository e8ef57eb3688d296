# shellcheck shell=bash
# The wasm-bindgen command, at exactly the version in Cargo.lock.

set_up_wasm_bindgen() {
    local version bin
    version=$(wasm_bindgen_version)
    bin=$(wasm_bindgen_bin)
    if [[ $("$bin" --version 2>/dev/null) == "wasm-bindgen $version" ]]; then return; fi

    say "building wasm-bindgen $version (once, some minutes)"
    locked wasm-bindgen "${bin%/bin/*}" install_wasm_bindgen "$version" ||
        die "wasm-bindgen $version cannot be built" "check the network, then run again; or \`cargo install wasm-bindgen-cli --version $version --root ${bin%/bin/*}\`"
}

install_wasm_bindgen() {
    local version=$1
    shift
    # The default features are a test runner and its web server, which are not needed.
    cargo install wasm-bindgen-cli --version "$version" "$@" --no-default-features --bin wasm-bindgen \
        --root "$CACHE/tools/wasm-bindgen-$version" --force
}
