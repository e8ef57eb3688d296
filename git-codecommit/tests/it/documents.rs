//! `docs/laptop.md` lists every code of the programs' messages, and no other.

use std::fs;
use std::path::Path;

#[test]
fn lists_every_code_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("../docs/laptop.md")).unwrap();
    let (_, table) = document.split_once("| code | what to do |").unwrap();
    let listed: Vec<&str> = table
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();

    let own = sources(&root.join("src"));
    // Codes from `signer_wasm` are passed on, not written here.
    let codes: Vec<&str> = own
        .split("Failure::new(")
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .collect();
    assert!(codes.len() > 25, "only {codes:?}");
    let missing: Vec<&&str> = codes.iter().filter(|code| !listed.contains(code)).collect();
    assert_eq!(missing, Vec::<&&str>::new());

    let all = own.clone() + &sources(&root.join("../signer-wasm/src"));
    let unknown: Vec<&str> = listed
        .into_iter()
        .filter(|code| !all.contains(&format!("\"{code}\"")))
        .collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

/// The text of all source files in a directory.
fn sources(directory: &Path) -> String {
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| match path.is_dir() {
            true => sources(&path),
            false => fs::read_to_string(path).unwrap(),
        })
        .collect()
}
