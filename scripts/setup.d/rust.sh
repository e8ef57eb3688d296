# shellcheck shell=bash
# Rust: a new enough version, with the formatter and the linter, and the locked crates.

set_up_rust() {
    have cargo || die "Rust is not installed" "install it from https://rustup.rs, then open a new shell"

    local wanted found
    wanted=$(wanted_rust)
    found=$(rustc -V 2>/dev/null | cut -d' ' -f2) || die "\`rustc\` does not run" "run \`rustup default stable\`, or install Rust from https://rustup.rs"
    at_least "$found" "$wanted" || die "Rust $found is older than $wanted" "run \`rustup update stable\`, or install Rust from https://rustup.rs"

    if have rustup; then
        local component
        for component in rustfmt clippy; do
            if ! "$(component_bin "$component")" --version >/dev/null 2>&1; then
                say "installing the Rust component $component"
                logged "rustup-$component" rustup component add "$component" ||
                    die "the Rust component $component cannot be installed" "run \`rustup component add $component\`"
            fi
        done
    fi

    logged cargo-fetch cargo fetch --locked --manifest-path "$ROOT/Cargo.toml" ||
        die "the crates of Cargo.lock cannot be fetched" "check the network; after a change to a Cargo.toml run \`cargo update --workspace\`"
}

component_bin() {
    case $1 in
        rustfmt) printf 'rustfmt\n' ;;
        clippy) printf 'cargo-clippy\n' ;;
    esac
}

# at_least FOUND WANTED: compares dotted versions.
at_least() { [[ $(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1) == "$2" ]]; }
