# shellcheck shell=bash
# SimpleSAMLphp, the SAML identity provider of the tests, and xmlsec1, with which local AWS verifies its signatures.

set_up_saml() {
    local missing=()
    have php || missing+=(php-cli)
    php -r 'exit(class_exists("DOMDocument") && function_exists("mb_strlen") ? 0 : 1);' 2>/dev/null || missing+=(php-xml php-mbstring)
    have xmlsec1 || missing+=(xmlsec1)
    if ((${#missing[@]} > 0)); then apt_install "${missing[@]}"; fi

    unpack_simplesamlphp "$CACHE/simplesamlphp" ||
        die "Debian's simplesamlphp cannot be downloaded" "check the network and /etc/apt/sources.list (on Ubuntu: the component universe), then run again"
}

# unpack_simplesamlphp DIRECTORY: only unpacks the package. Installed, it would bring a web server, and serve on this machine.
unpack_simplesamlphp() {
    local directory=$1
    if [[ -f $directory/.complete ]]; then return; fi

    say "unpacking Debian's simplesamlphp"
    rm -rf "$directory"
    mkdir -p "$directory/package"
    logged simplesamlphp-download env -C "$directory" apt-get download simplesamlphp ||
        {
            update_package_lists || return
            logged simplesamlphp-download env -C "$directory" apt-get download simplesamlphp || return
        }
    logged simplesamlphp-unpack dpkg-deb --extract "$directory"/simplesamlphp_*.deb "$directory/package" || return
    touch "$directory/.complete"
}
