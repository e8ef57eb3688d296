# shellcheck shell=bash
# From a crate to an optimised wasm module with its JavaScript. Sourced by the two builds.

TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}

# What rustc's target uses by default, and SIMD; every current runtime has them. Named one by one:
# with "all features" a newer wasm-opt could emit encodings that runtimes do not know.
WASM_FEATURES=(bulk-memory bulk-memory-opt multivalue mutable-globals nontrapping-float-to-int reference-types sign-ext simd)

# build_wasm CRATE [CARGO OPTIONS…]: prints the path of the module that cargo made.
# The crate type is asked for here, so that a crate need not make a module wherever it is only a library.
build_wasm() {
    local crate=$1 flags=CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
    shift
    # Hashing is a quarter faster with SIMD, which current browsers, Node.js and workerd have.
    # The places of panics are in the module: there they are not to tell of this machine.
    # The flags are the same for both crates, or else each would have the other's dependencies built anew.
    local -x "$flags=${!flags:-} -Ctarget-feature=+simd128 --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
    wasm_cargo rustc --locked --profile wasm --target wasm32-unknown-unknown --manifest-path "$ROOT/Cargo.toml" \
        -p "$crate" --lib --crate-type cdylib "$@" >&2 || return
    printf '%s\n' "$TARGET_DIR/wasm32-unknown-unknown/wasm/${crate//-/_}.wasm"
}

# bind_wasm MODULE NAME DIR WASM-BINDGEN OPTIONS…: leaves NAME_bg.wasm and its JavaScript in DIR.
# Does nothing where the module, the tools and the options are those of the last run.
bind_wasm() {
    local module=$1 name=$2 dir=$3 stamp=$3/.stamp state new
    shift 3
    state=$(
        sha256sum <"$module"
        cat "${BASH_SOURCE[0]}" "$ROOT/node_modules/binaryen/package.json" | sha256sum
        printf '%s\n' "$(wasm_bindgen_version)" "$@"
    )
    if [[ -f $stamp && $(<"$stamp") == "$state" ]]; then return; fi

    mkdir -p "$dir"
    new=$(mktemp -d "$dir/.new.XXXXXX")
    "$(wasm_bindgen_bin)" --out-name "$name" --out-dir "$new" "$@" "$module"
    wasm-opt -O3 --strip-debug --strip-producers --strip-target-features "${WASM_FEATURES[@]/#/--enable-}" "$new/${name}_bg.wasm" -o "$new/optimised"
    mv "$new/optimised" "$new/${name}_bg.wasm"
    rm -rf "$dir/snippets"
    mv "$new"/* "$dir/"
    rmdir "$new"
    printf '%s\n' "$state" >"$stamp"
}

# report_sizes FILE…
report_sizes() {
    local file
    for file; do
        printf '  %-50s %8d bytes, %d gzipped\n' "${file#"$ROOT/"}" "$(wc -c <"$file")" "$(gzip -9c "$file" | wc -c)"
    done
}
