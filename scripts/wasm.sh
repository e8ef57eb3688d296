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
    # AES in its small form: what it seals are some hundred bytes.
    # The places of panics are in the module: there they are not to tell of this machine.
    # The flags are the same for both crates, or else each would have the other's dependencies built anew.
    local -x "$flags=${!flags:-} -Ctarget-feature=+simd128 --cfg aes_backend_soft=\"compact\" --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
    wasm_cargo rustc --locked --profile wasm --target wasm32-unknown-unknown --manifest-path "$ROOT/Cargo.toml" \
        -p "$crate" --lib --crate-type cdylib "$@" >&2 || return
    printf '%s\n' "$TARGET_DIR/wasm32-unknown-unknown/wasm/${crate//-/_}.wasm"
}

# bind_wasm MODULE NAME DIR WASM-BINDGEN OPTIONS…: leaves NAME_bg.wasm, not yet optimised, and its JavaScript in DIR.
bind_wasm() {
    local module=$1 name=$2 dir=$3
    shift 3
    rm -rf "$dir/snippets"
    "$(wasm_bindgen_bin)" --out-name "$name" --out-dir "$dir" "$@" "$module"
}

# optimise_wasm FILE LEVEL [BUNDLE]: in place, for the JavaScript of that bundle where one is given.
optimise_wasm() {
    local file=$1 level=$2
    shift 2
    node "$ROOT/scripts/slim-wasm.mjs" "$file" "$@"
    # The stack comes first in memory, and grows downwards: what could reach the first kilobyte has overflowed.
    wasm-opt "$level" --low-memory-unused --strip-debug --strip-producers --strip-target-features \
        "${WASM_FEATURES[@]/#/--enable-}" "$file" -o "$file.optimised"
    mv "$file.optimised" "$file"
}

# up_to_date DIR INPUT…: DIR was made of these files before, by these scripts and tools; else the caller makes it, and
# says so with mark_up_to_date.
up_to_date() {
    local dir=$1
    shift
    STATE=$({
        cat "$@" "$ROOT"/scripts/{wasm.sh,slim-wasm.mjs} "$0" "$ROOT"/node_modules/{binaryen,esbuild}/package.json | sha256sum
        wasm_bindgen_version
    })
    [[ -f $dir/.stamp && $(<"$dir/.stamp") == "$STATE" ]]
}

mark_up_to_date() { printf '%s\n' "$STATE" >"$1/.stamp"; }

# report_sizes FILE…
report_sizes() {
    local file
    for file; do
        printf '  %-50s %8d bytes, %d gzipped\n' "${file#"$ROOT/"}" "$(wc -c <"$file")" "$(gzip -9c "$file" | wc -c)"
    done
}
