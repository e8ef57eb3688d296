# shellcheck shell=bash
# Functions that all scripts share. Sourced, never run.

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
    printf 'error: bash %s is older than 4.4\nremedy: install a newer one; on macOS: brew install bash\n' "$BASH_VERSION" >&2
    exit 1
fi

# Otherwise a failure inside `$(…)` would go unnoticed, and a stale module would be used.
shopt -s inherit_errexit

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${CODECOMMIT_EDGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/codecommit-edge}
LOGS=$CACHE/logs

# The tools that set-up chose on this machine. An empty variable means the tool of that name on the PATH.
WASM_CARGO=''
WASM_RUSTC=''
WASM_LINKER=''
NODE_BIN=''
# shellcheck source=/dev/null
if [[ -f $CACHE/env.sh ]]; then source "$CACHE/env.sh"; fi

# record_env NAME VALUE: sets a choice for this run and for later ones.
record_env() {
    printf -v "$1" '%s' "$2"
    touch "$CACHE/env.sh"
    { grep -v "^$1=" "$CACHE/env.sh" || true; printf '%s=%q\n' "$1" "$2"; } >"$CACHE/env.sh.new"
    mv "$CACHE/env.sh.new" "$CACHE/env.sh"
}

say() { printf '%s\n' "$*"; }

heading() { printf '\n== %s\n' "$*"; }

# die WHAT REMEDY
die() {
    printf '\nerror: %s\n' "$1" >&2
    if [[ -n ${2:-} ]]; then printf 'remedy: %s\n' "$2" >&2; fi
    exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# logged NAME COMMAND…: writes the output to a file, and shows its end on failure.
logged() {
    local log=$LOGS/$1.log
    shift
    mkdir -p "$LOGS"
    if "$@" >"$log" 2>&1 </dev/null; then return 0; fi
    {
        printf '\n%s failed; the end of %s:\n' "$1" "$log"
        tail -n 20 "$log" | sed 's/^/    /'
    } >&2
    return 1
}

# locked NAME ROOT COMMAND…: runs COMMAND, which installs a cargo tool into ROOT, with `--locked`. A registry mirror may
# lag behind the tool's lock file: only then does it run without `--locked`, and says so, as every later set-up does.
locked() {
    local name=$1 root=$2
    shift 2
    rm -f "$root/not-locked"
    if logged "$name" "$@" --locked 2>/dev/null; then return; fi
    say "WARNING: $name cannot be built with the versions of its own lock file (see $LOGS/$name.log);"
    say "         trying the newest suitable ones, which are not pinned"
    logged "$name-not-locked" "$@" || return 1
    date -u +%Y-%m-%d >"$root/not-locked"
}

# Names the tools on this machine whose versions are not pinned. Cargo.lock, package-lock.json, the Node.js in the cache
# and the versions of cargo's tools are.
say_not_pinned() {
    local root
    say "not pinned: Rust ($(rustc -V 2>/dev/null | cut -d' ' -f2); at least $(wanted_rust)) and the system's packages"
    for root in "$CACHE"/tools/*/; do
        if [[ -f ${root}not-locked ]]; then
            say "NOT PINNED: what $(basename "$root") was built from on $(<"${root}not-locked"); remove $root to try again"
        fi
    done
}

wanted_rust() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml"; }

# locked_version CRATE [FILE]: the version of a crate in Cargo.lock, or in another lock file.
locked_version() {
    local file=${2:-$ROOT/Cargo.lock} version
    version=$(awk -v name="\"$1\"" '$1 == "name" { hit = ($3 == name) } hit && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' "$file")
    [[ -n $version ]] || die "$file has no $1" "restore it from version control"
    printf '%s\n' "$version"
}

# The program built from `scripts/bindgen`, one for each state of its sources.
bindgen_bin() {
    printf '%s\n' "$CACHE/tools/bindgen-$(cat "$ROOT"/scripts/bindgen/{Cargo.toml,Cargo.lock,src/main.rs} | sha256sum | head -c 12)/bin/bindgen"
}

# Wasm may need another toolchain than native builds. Only this function knows which.
wasm_cargo() {
    local env=()
    if [[ -n $WASM_RUSTC ]]; then env+=("RUSTC=$WASM_RUSTC"); fi
    if [[ -n $WASM_LINKER ]]; then env+=("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$WASM_LINKER"); fi
    env "${env[@]}" "${WASM_CARGO:-cargo}" "$@"
}

# Puts the Node.js that set-up chose first on the PATH, with the workspace's commands.
use_node() {
    PATH=$ROOT/node_modules/.bin:${NODE_BIN:+$NODE_BIN:}$PATH
    export PATH
}

# Fails unless set-up has run on this machine and for this checkout.
require_setup() {
    [[ -x $(bindgen_bin) && -d $ROOT/node_modules/binaryen && -d $ROOT/node_modules/esbuild ]] ||
        die "the build tools are not set up" "run \`make setup\`"
}
