//! Tells the driver its version of gix, from the lock file.

use std::fs;

fn main() {
    println!("cargo::rerun-if-changed=Cargo.lock");
    let lock = fs::read_to_string("Cargo.lock").unwrap_or_default();
    let version = lock
        .split("name = \"gix\"\nversion = \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    println!(
        "cargo::rustc-env=GIX_VERSION={}",
        version.unwrap_or("of an unknown version")
    );
}
