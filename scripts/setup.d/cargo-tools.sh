# shellcheck shell=bash
# Cargo subcommands for `scripts/audit`, `scripts/coverage` and `scripts/fuzz`, at the versions pinned here, in the
# cache.

CARGO_DENY_PINNED=0.20.2
CARGO_FUZZ_PINNED=0.13.2
CARGO_LLVM_COV_PINNED=0.9.1

cargo_deny_bin() { cargo_tool_bin cargo-deny "$CARGO_DENY_PINNED"; }
cargo_fuzz_bin() { cargo_tool_bin cargo-fuzz "$CARGO_FUZZ_PINNED"; }
cargo_llvm_cov_bin() { cargo_tool_bin cargo-llvm-cov "$CARGO_LLVM_COV_PINNED"; }

set_up_audit_tools() { install_cargo_tool cargo-deny "$CARGO_DENY_PINNED"; }

set_up_fuzz_tools() {
    have c++ || die "there is no C++ compiler, which libFuzzer is built with" "run \`apt-get install build-essential\` as root"
    install_cargo_tool cargo-fuzz "$CARGO_FUZZ_PINNED"
}

set_up_coverage_tools() { install_cargo_tool cargo-llvm-cov "$CARGO_LLVM_COV_PINNED"; }

# LLVM's tools, which must have the compiler's version, so that only rustup can install them.
set_up_llvm_tools() {
    if has_llvm_tools; then return; fi
    have rustup || return 1
    say "installing the Rust component llvm-tools"
    # With a timeout, because rustup retries for a long time without a network.
    logged rustup-llvm-tools timeout 300 rustup component add llvm-tools 2>/dev/null || return 1
    has_llvm_tools
}

has_llvm_tools() {
    local dir
    dir=$(rustc --print target-libdir)/../bin
    [[ -x $dir/llvm-cov && -x $dir/llvm-profdata ]]
}

# cargo_tool_bin NAME VERSION
cargo_tool_bin() { printf '%s\n' "$CACHE/tools/$1-$2/bin/$1"; }

# install_cargo_tool NAME VERSION [CARGO OPTIONS…]
install_cargo_tool() {
    local name=$1 version=$2 root=$CACHE/tools/$1-$2
    shift 2
    if [[ -x $root/bin/$name ]]; then return; fi

    say "building $name $version (once, some minutes)"
    locked "$name" "$root" build_cargo_tool "$name" "$version" "$root" "$@" ||
        die "$name $version cannot be built" "check the network, then run again; or \`cargo install $name --version $version --root $root\`"
}

# Each runs only for seconds, so a fast build matters more than a fast tool.
build_cargo_tool() {
    local name=$1 version=$2 root=$3
    shift 3
    env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install "$name" --version "$version" "$@" --root "$root" --force
}
