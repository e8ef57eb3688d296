//! References in the documents resolve: files, headings, the tests named in `SECURITY.md`, and quoted messages.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn links_resolve_to_files_and_headings() {
    let broken: Vec<String> = documents()
        .iter()
        .flat_map(|document| {
            let text = read(document);
            links(&text)
                .filter(|link| !leads_somewhere(document, link))
                .map(|link| format!("{}: {link}", document.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn security_names_tests_that_exist() {
    let root = root();
    let text = read(&root.join("SECURITY.md"));
    let names: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 3)
        .filter_map(|row| row.trim_end_matches(" |").rsplit(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .collect();
    assert!(names.len() > 50, "only {} tests are named", names.len());
    let missing: Vec<&str> = names
        .into_iter()
        .filter(|name| {
            let in_e2e = root.join(format!("tests/e2e/{name}.test.mjs"));
            !in_e2e.exists() && !root.join(name).exists()
        })
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn saml_md_quotes_messages_of_the_edge() {
    let root = root();
    let sources: String = [
        "aws/sts/saml.rs",
        "oauth/saml_state.rs",
        "saml/encoded_response.rs",
        "saml/expected.rs",
        "saml/reader.rs",
        "saml/response.rs",
        "saml/role_choice.rs",
        "worker/oauth/saml.rs",
    ]
    .iter()
    .map(|name| read(&root.join("edge-proxy/src").join(name)))
    .collect();
    let text = read(&root.join("docs/saml.md"));
    let (_, table) = text.split_once("| the page says |").unwrap();
    let phrases: Vec<&str> = table
        .lines()
        .skip(2)
        .filter_map(|row| row.strip_prefix("| ")?.split(" | ").next())
        .flat_map(|cell| cell.split("; "))
        .collect();
    assert!(phrases.len() > 20, "only {} phrases", phrases.len());
    let unsaid: Vec<&str> = phrases
        .into_iter()
        .filter(|phrase| !sources.contains(phrase))
        .collect();
    assert_eq!(unsaid, Vec::<&str>::new());
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every document in the folders that hold documents.
fn documents() -> Vec<PathBuf> {
    let folders = [
        ".",
        "docs",
        "signer-wasm",
        "signer-wasm/tests/vectors",
        "tests/bench",
        "tests/git-suite",
        "tests/identity-provider",
        "tests/local-aws",
    ];
    let documents: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    assert!(documents.len() > 10, "only {documents:?}");
    documents
}

/// The addresses in Markdown's links and in HTML's pictures.
fn links(text: &str) -> impl Iterator<Item = &str> {
    [("](", ')'), ("src=\"", '"'), ("srcset=\"", '"')]
        .into_iter()
        .flat_map(move |(start, end)| {
            text.split(start)
                .skip(1)
                .filter_map(move |rest| rest.split(end).next())
        })
        .filter(|link| !link.starts_with("http") && !link.contains(char::is_whitespace))
}

fn leads_somewhere(document: &Path, link: &str) -> bool {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = match path {
        "" => document.to_owned(),
        path => document.with_file_name(path),
    };
    target.exists() && (anchor.is_empty() || read(&target).lines().any(|line| slug(line) == anchor))
}

/// The anchor that GitHub gives a heading; empty for other lines.
fn slug(line: &str) -> String {
    match line.trim_start_matches('#') {
        title if title.starts_with(' ') && title.len() < line.len() => title
            .trim()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .flat_map(|c| match c {
                ' ' => vec!['-'],
                c => c.to_lowercase().collect(),
            })
            .collect(),
        _ => String::new(),
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
