# shellcheck shell=bash
# A Rust compiler for wasm32-unknown-unknown: the default toolchain's if rustup can download the target, otherwise
# Debian's compiler with a standard library built from its sources.

TARGET=wasm32-unknown-unknown
DEBIAN_RUSTLIB=/usr/lib/rustlib/$TARGET/lib

set_up_wasm_target() {
    if compiles_wasm; then return; fi

    choose_default
    if have rustup && ! compiles_wasm; then
        say "installing the Rust target $TARGET with rustup"
        # With a timeout, because rustup retries for a long time without a network.
        logged rustup-target timeout 300 rustup target add "$TARGET" 2>/dev/null ||
            say "rustup cannot download it here (see $LOGS/rustup-target.log); Debian's compiler is the fallback"
    fi
    if compiles_wasm; then
        record_choice
        return
    fi

    choose_debian
    if ! compiles_wasm; then build_debian_std; fi
    compiles_wasm || die "no compiler for $TARGET works; see $LOGS/wasm-check.log" "run \`rustup target add $TARGET\` where the network allows it"
    record_choice
}

choose_default() { WASM_CARGO='' WASM_RUSTC='' WASM_LINKER=''; }

# By path, so that it works without rustup and leaves the users' toolchains unchanged.
choose_debian() { WASM_CARGO=/usr/bin/cargo WASM_RUSTC=/usr/bin/rustc WASM_LINKER=wasm-ld; }

record_choice() {
    record_env WASM_CARGO "$WASM_CARGO"
    record_env WASM_RUSTC "$WASM_RUSTC"
    record_env WASM_LINKER "$WASM_LINKER"
}

# Uses the standard library and links, as the real crates do.
compiles_wasm() {
    local dir ok=0 linker=()
    dir=$(mktemp -d)
    if [[ -n $WASM_LINKER ]]; then linker=(-C "linker=$WASM_LINKER"); fi
    cat >"$dir/probe.rs" <<'RUST'
#[unsafe(no_mangle)]
pub extern "C" fn digits(number: usize) -> usize {
    format!("{number}").len()
}
RUST
    mkdir -p "$LOGS"
    "${WASM_RUSTC:-rustc}" --edition 2024 --crate-type cdylib --target "$TARGET" -C panic=abort "${linker[@]}" \
        -o "$dir/probe.wasm" "$dir/probe.rs" >"$LOGS/wasm-check.log" 2>&1 || ok=1
    rm -rf "$dir"
    return "$ok"
}

build_debian_std() {
    local packages=()
    [[ -x /usr/bin/rustc && -x /usr/bin/cargo && -d /usr/lib/rustlib/src/rust/library ]] ||
        packages+=(rustc-web cargo-web rust-web-src libstd-rust-web-dev)
    have wasm-ld || packages+=(lld)
    if ((${#packages[@]} > 0)); then apt_install "${packages[@]}"; fi
    if compiles_wasm; then return; fi

    may_be_root || die "writing $DEBIAN_RUSTLIB needs root or sudo" "run \`make setup\` once as root"
    say "building Rust's standard library for $TARGET (about two minutes)"
    local dir
    dir=$(mktemp -d)
    mkdir "$dir/src"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$dir/Cargo.toml"
    printf '#![no_std]\n' >"$dir/src/lib.rs"
    # Without embedded bitcode, builds with `lto = true` cannot use these libraries.
    logged wasm-std env -u CARGO_TARGET_DIR -u RUSTUP_TOOLCHAIN -C "$dir" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
        RUSTFLAGS=-Cembed-bitcode=yes /usr/bin/cargo build --release -Z build-std=std,panic_abort --target "$TARGET" ||
        die "Debian's standard library does not build for $TARGET" "run \`rustup target add $TARGET\` where the network allows it"

    rm -f "$dir/target/$TARGET"/release/deps/libempty-*.rlib
    # Libraries of an older compiler would conflict with the new ones.
    as_root rm -rf "$DEBIAN_RUSTLIB"
    as_root mkdir -p "$DEBIAN_RUSTLIB"
    as_root install -m 644 "$dir/target/$TARGET"/release/deps/*.rlib "$DEBIAN_RUSTLIB/"
    rm -rf "$dir"
}
