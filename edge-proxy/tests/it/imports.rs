//! The direction of imports: each folder of the source imports only from those above it.

use std::fs;
use std::path::Path;

/// From the top down, as in `lib.rs`.
const ORDER: [&str; 14] = [
    "util", "git", "jwt", "session", "error", "config", "http", "aws", "auth", "saml", "oauth",
    "pages", "plan", "worker",
];

/// The re-exports of `lib.rs` and their origin.
const REEXPORTS: [(&str, &str); 5] = [
    ("Config", "config"),
    ("Error", "error"),
    ("Plan", "plan"),
    ("Planned", "plan"),
    ("plan", "plan"),
];

fn position(folder: &str) -> usize {
    ORDER
        .iter()
        .position(|known| *known == folder)
        .unwrap_or_else(|| panic!("{folder} is not in ORDER: decide where it belongs"))
}

/// The first segments of the `crate::` paths in a file, without its comments.
fn imports(source: &str) -> Vec<String> {
    let code: Vec<&str> = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => names.push(first_name(rest)),
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (at, c) in group.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        c if depth == 0 && start && !c.is_whitespace() => {
                            names.push(first_name(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn first_name(path: &str) -> String {
    path.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn check(directory: &Path, folder: &str, wrong: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            check(&path, folder, wrong);
            continue;
        }
        for name in imports(&fs::read_to_string(&path).unwrap()) {
            let from = REEXPORTS
                .iter()
                .find_map(|(known, from)| (*known == name).then_some(*from))
                .unwrap_or(&name);
            if position(from) > position(folder) {
                wrong.push(format!("{} imports {name}", path.display()));
            }
        }
    }
}

#[test]
fn imports_only_point_up() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(&source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        match (path.is_dir(), name.as_str()) {
            (true, folder) => check(&path, folder, &mut wrong),
            (false, name) => assert_eq!(name, "lib", "a module that is in no folder"),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn finds_imports_in_groups_and_paths() {
    let source = "use crate::{Config, util::{Glob, Origin}};\n// crate::comment\nlet x = crate::http::Cors::NONE;";
    assert_eq!(imports(source), ["Config", "util", "http"]);
}
