# shellcheck shell=bash
# The system's packages, each installed only if its command is missing.

set_up_packages() {
    local missing=()
    have git || missing+=(git)
    have curl || missing+=(curl)
    have cc || missing+=(build-essential)
    have openssl || missing+=(openssl)
    if ! have ssh || ! have ssh-keygen; then missing+=(openssh-client); fi
    # Elsewhere the demo has no SSH.
    if [[ $(uname) == Linux ]] && ! has_nss_wrapper; then missing+=(libnss-wrapper); fi
    if ((${#missing[@]} > 0)); then apt_install "${missing[@]}"; fi
    [[ -x /usr/sbin/sshd ]] || install_ssh_server
    have git-credential-oauth || install_credential_helper
}

# With it, `sshd` accepts the ids of SSH keys as user names.
has_nss_wrapper() { compgen -G '/usr/lib/*/libnss_wrapper.so*' >/dev/null; }

# What only the tests need. WebKitGTK draws on a virtual display.
set_up_test_packages() {
    local missing=()
    have shellcheck || missing+=(shellcheck)
    have git-lfs || missing+=(git-lfs)
    python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
    chromium_bin >/dev/null || missing+=("$(ubuntu_or chromium-browser chromium)")
    firefox_bin >/dev/null || missing+=("$(ubuntu_or firefox firefox-esr)")
    have WebKitWebDriver || missing+=(webkit2gtk-driver)
    have Xvfb || missing+=(xvfb)
    if ((${#missing[@]} > 0)); then apt_install "${missing[@]}"; fi
    "$(chromium_bin)" --version >/dev/null 2>&1 ||
        die "the installed Chromium does not run" "install Chromium or Google Chrome, or set CHROMIUM to its path"
}

# Local AWS runs `sshd` by itself, on loopback. The package's own service, which would serve the network, stays off.
install_ssh_server() {
    local units=(ssh.service ssh.socket)
    if have systemctl && may_be_root; then as_root systemctl mask --quiet "${units[@]}" || true; fi
    apt_install openssh-server
    if have systemctl; then
        as_root systemctl unmask --quiet "${units[@]}" || true
        as_root systemctl disable --quiet "${units[@]}" || true
    fi
}

# The credential helper for sign-in. Some releases do not package it; everything else works without it.
install_credential_helper() {
    if have apt-get && may_be_root; then
        say "installing Debian packages: git-credential-oauth"
        update_package_lists || true
        logged apt-helper as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends git-credential-oauth || true
    fi
    have git-credential-oauth ||
        say "git-credential-oauth is missing; where git is to sign in, get it from https://github.com/hickford/git-credential-oauth"
}

# Packages that only the benchmarks need.
set_up_bench_packages() {
    local missing=()
    have nginx || [[ -x /usr/sbin/nginx ]] || missing+=(nginx-light)
    have wrk || missing+=(wrk)
    if ((${#missing[@]} == 0)); then return; fi

    apt_install "${missing[@]}"
}

# The browsers for the tests: the path in the variable, or the first one found.
chromium_bin() { browser_bin CHROMIUM "Chromium or Google Chrome" chromium chromium-browser google-chrome google-chrome-stable; }
firefox_bin() { browser_bin FIREFOX Firefox firefox-esr firefox; }

# browser_bin VARIABLE KIND NAME…
browser_bin() {
    local variable=$1 kind=$2 name
    shift 2
    if [[ -n ${!variable:-} ]]; then
        [[ -x ${!variable} ]] || die "$variable=${!variable} is not a program" "set $variable to the path of a $kind"
        printf '%s\n' "${!variable}"
        return
    fi
    for name in "$@"; do
        if command -v "$name"; then return; fi
    done
    return 1
}

# ubuntu_or UBUNTU DEBIAN: the name of a browser's package. Ubuntu's are wrappers around snaps, which do not work everywhere.
ubuntu_or() {
    if grep -qx 'ID=ubuntu' /etc/os-release 2>/dev/null; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

# apt_install PACKAGE…: the packages by their names in Debian.
apt_install() {
    local remedy="install these by hand: $*"
    if ! have apt-get; then
        install_elsewhere "$@"
        return
    fi
    may_be_root || die "installing packages needs root or sudo" "run as root: apt-get install $*"

    say "installing Debian packages: $*"
    update_package_lists ||
        die "the package lists cannot be read" "check the network and /etc/apt/sources.list, then run again"
    logged apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" ||
        die "the packages cannot be installed" "$remedy"
}

# The same with dnf or Homebrew.
install_elsewhere() {
    local manager command=() package names=() known
    if have dnf; then
        manager=dnf command=(as_root dnf install -y)
    elif have brew; then
        manager=brew command=(brew install)
    else
        die "this machine has neither apt-get nor dnf nor Homebrew" "install these by hand (Debian's names): $*"
    fi
    for package; do
        known=$(package_names "$manager" "$package")
        [[ -n $known ]] || die "$manager has no package for Debian's $package" "install it by hand, or use Debian or Ubuntu"
        read -ra known <<<"$known"
        names+=("${known[@]}")
    done

    say "installing packages with $manager: ${names[*]}"
    logged "$manager-install" "${command[@]}" "${names[@]}" ||
        die "the packages cannot be installed" "run \`$manager install ${names[*]}\`"
}

# package_names dnf|brew PACKAGE: the names of one of Debian's packages elsewhere; nothing if it is not packaged.
package_names() {
    case $1:$2 in
        dnf:build-essential) say gcc gcc-c++ make ;;
        dnf:openssh-client) say openssh-clients ;;
        dnf:libnss-wrapper) say nss_wrapper ;;
        dnf:shellcheck) say ShellCheck ;;
        dnf:python3-venv) say python3 ;;
        dnf:firefox-esr) say firefox ;;
        dnf:xvfb) say xorg-x11-server-Xvfb ;;
        brew:openssh-*) say openssh ;;
        brew:python3-venv) say python3 ;;
        brew:firefox-esr) say firefox ;;
        # Apple's compiler comes with `xcode-select --install`.
        brew:build-essential | brew:libnss-wrapper | brew:webkit2gtk-driver | brew:xvfb) ;;
        *) say "$2" ;;
    esac
}

# Once in a run.
PACKAGE_LISTS_UPDATED=''
update_package_lists() {
    if [[ -n $PACKAGE_LISTS_UPDATED ]]; then return; fi
    logged apt-update as_root apt-get update || return
    PACKAGE_LISTS_UPDATED=1
}

may_be_root() { ((EUID == 0)) || have sudo; }

# With a terminal, sudo prompts there for the password although output goes to a log; without one it must not wait.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif [[ -e /dev/tty ]] && (: </dev/tty) 2>/dev/null; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}
