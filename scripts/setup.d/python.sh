# shellcheck shell=bash
# AWS's SDK for Python, which the tests run against local AWS, and AWS's programs for git, which they compare with.

set_up_python() {
    python_environment "$CACHE/python" "$ROOT/tests/local-aws/oracle/requirements.txt" ||
        die "AWS's SDK for Python cannot be installed" "check that python3 is 3.10 or newer, and the network"
    python_environment "$CACHE/aws-programs" "$ROOT/tests/aws-programs/requirements.txt" ||
        die "AWS's programs for git cannot be installed" "check that python3 is 3.10 or newer, and the network"
}

# python_environment DIRECTORY REQUIREMENTS: a virtual environment with these packages.
python_environment() {
    local directory=$1 requirements=$2
    if cmp --silent "$requirements" "$directory/.complete"; then return; fi

    say "installing $(paste -sd' ' "$requirements")"
    rm -rf "$directory"
    logged python-venv python3 -m venv "$directory" || return
    logged python-packages "$directory/bin/pip" install --quiet --requirement "$requirements" || return
    cp "$requirements" "$directory/.complete"
}
