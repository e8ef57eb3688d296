# shellcheck shell=bash
# `scripts/bindgen`, which writes the JavaScript of wasm modules. It must have the version of wasm-bindgen in Cargo.lock.

set_up_bindgen() {
    local source=$ROOT/scripts/bindgen version bin prefix
    version=$(locked_version wasm-bindgen)
    [[ $(locked_version wasm-bindgen-cli-support "$source/Cargo.lock") == "$version" ]] ||
        die "scripts/bindgen has another version of wasm-bindgen than Cargo.lock, which has $version" "write $version into scripts/bindgen/Cargo.toml, and run \`cargo update\` there"
    bin=$(bindgen_bin)
    if [[ -x $bin ]]; then return; fi

    say "building wasm-bindgen $version (once, less than a minute)"
    prefix=${bin%/bin/*}
    logged bindgen env -u CARGO_TARGET_DIR cargo install --locked --path "$source" --target-dir "$prefix/target" --root "$prefix" --force ||
        die "wasm-bindgen $version cannot be built" "check the network, then run again"
    rm -rf "$prefix/target"
}
