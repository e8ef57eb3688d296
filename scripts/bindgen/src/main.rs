//! Writes the JavaScript of a wasm module that uses wasm-bindgen.
//!
//! This is the part of the `wasm-bindgen` command that the builds here need. The command itself brings an HTTP server
//! and client for its test runner, takes three times as long to build, and is pinned only by its own lock file.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

const USAGE: &str = "usage: bindgen worker|package MODULE NAME DIRECTORY";

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("bindgen: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Writes `NAME_bg.wasm`, not yet optimised, and its JavaScript to the directory.
fn run(arguments: &[OsString]) -> Result<(), String> {
    let [kind, module, name, directory] = arguments else {
        return Err(USAGE.to_owned());
    };
    let name = name.to_str().ok_or("the name is not UTF-8")?;

    let mut bindgen = Bindgen::new();
    match kind.to_str() {
        // The worker starts again with new memory after a panic.
        Some("worker") => bindgen.web(true).map(|it| it.reset_state_function(true)),
        // Bundlers import it. Every supported runtime has `TextEncoder.encodeInto`.
        Some("package") => bindgen
            .bundler(true)
            .map(|it| it.encode_into(EncodeInto::Always)),
        _ => return Err(USAGE.to_owned()),
    }
    .and_then(|it| {
        it.typescript(false)
            .input_path(module)
            .out_name(name)
            .generate(directory)
    })
    .map_err(|error| format!("{error:#}"))
}
