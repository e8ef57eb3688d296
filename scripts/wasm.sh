# shellcheck shell=bash
# Builds a crate into an optimised wasm module with its JavaScript. Sourced by the two build scripts.

TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}

# rustc's defaults for the target, and SIMD; every current runtime supports them. Listed by name, because with "all
# features" a newer wasm-opt could emit encodings that runtimes do not know.
WASM_FEATURES=(bulk-memory bulk-memory-opt multivalue mutable-globals nontrapping-float-to-int reference-types sign-ext simd)

# build_wasm CRATE [CARGO OPTIONS…]: prints the path of the module that cargo built. The crate type is set here, so that
# crates are built as libraries elsewhere.
build_wasm() {
    local crate=$1 flags=CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS
    shift
    # SIMD makes hashing a quarter faster.
    # The compact AES suffices, because only some hundred bytes are sealed.
    # Panics have their source paths in the module, which must not reveal this machine's.
    # The flags are the same for both crates, otherwise each build would rebuild the other's dependencies.
    local -x "$flags=${!flags:-} -Ctarget-feature=+simd128 --cfg aes_backend_soft=\"compact\" --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
    wasm_cargo rustc --locked --profile wasm --target wasm32-unknown-unknown --manifest-path "$ROOT/Cargo.toml" \
        -p "$crate" --lib --crate-type cdylib "$@" >&2 || return
    printf '%s\n' "$TARGET_DIR/wasm32-unknown-unknown/wasm/${crate//-/_}.wasm"
}

# bind_wasm worker|package MODULE NAME DIR: writes NAME_bg.wasm, not yet optimised, and its JavaScript to DIR.
bind_wasm() {
    local kind=$1 module=$2 name=$3 dir=$4
    rm -rf "$dir/snippets"
    "$(bindgen_bin)" "$kind" "$module" "$name" "$dir"
}

# optimise_wasm FILE LEVEL [BUNDLE]: optimises in place; exports that the JavaScript bundle does not use are removed.
optimise_wasm() {
    local file=$1 level=$2
    shift 2
    node "$ROOT/scripts/slim-wasm.mjs" "$file" "$@"
    # The stack is at the start of memory and grows downwards: only an overflow could reach the first kilobyte.
    # Without a limit, functions with one caller become parts of very long ones, which runtimes compile slowly.
    wasm-opt "$level" --one-caller-inline-max-function-size=100 --low-memory-unused --strip-debug --strip-producers --strip-target-features \
        "${WASM_FEATURES[@]/#/--enable-}" "$file" -o "$file.optimised"
    mv "$file.optimised" "$file"
}

# up_to_date DIR INPUT…: succeeds if DIR was made from these files by these scripts and tools; otherwise the caller
# makes it and calls mark_up_to_date.
up_to_date() {
    local dir=$1
    shift
    STATE=$({
        cat "$@" "$ROOT"/scripts/{wasm.sh,slim-wasm.mjs} "$0" "$ROOT"/node_modules/{binaryen,esbuild}/package.json | sha256sum
        bindgen_bin
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
