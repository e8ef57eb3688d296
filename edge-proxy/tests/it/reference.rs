//! `docs/reference.md` lists exactly what the source has: settings, fields of tables, error codes and fields of the access log.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use edge_proxy::Config;

/// A row of a table: its cells as written.
type Row = Vec<String>;

#[test]
fn lists_every_variable_and_secret() {
    let page = Page::read();
    let documented: Vec<String> = [page.names("Variables"), page.names("Secrets")].concat();
    assert_same(documented, Config::VARIABLES.map(str::to_owned));
}

#[test]
fn lists_every_binding() {
    assert_same(
        Page::read().names("Bindings"),
        Config::BINDINGS.map(str::to_owned),
    );
}

#[test]
fn lists_every_field_of_the_tables() {
    let page = Page::read();
    let profiles = source("src/config/profiles.rs");
    let roles = source("src/config/roles.rs");
    let providers = source("src/config/providers.rs");
    let rules = source("src/config/rules.rs");

    assert_same(
        page.names("PROFILES"),
        [
            list(&profiles, "const POLICY_FIELDS"),
            list(&roles, "const FIELDS"),
        ]
        .concat(),
    );
    assert_same(
        page.names("IDENTITY_PROVIDERS"),
        list(&providers, "const FIELDS"),
    );
    let saml_providers = source("src/config/saml_providers.rs");
    assert_same(
        page.names("SAML_PROVIDERS"),
        list(&saml_providers, "const FIELDS"),
    );
    assert_same(page.names("Rules"), list(&rules, "const RULE_FIELDS"));
}

#[test]
fn lists_every_error_code_with_its_status() {
    let errors = source("src/error/mod.rs");
    let (_, table) = errors.split_once("fn status_and_code").unwrap();
    let answers: Vec<(String, String)> = table
        .split("\n    }\n")
        .next()
        .unwrap()
        .split("=> (")
        .skip(1)
        .map(|row| {
            let (answer, _) = row.split_once(')').unwrap();
            let (status, code) = answer.split_once(", ").unwrap();
            (code.trim_matches('"').to_owned(), status.to_owned())
        })
        .collect();
    let coded: BTreeMap<String, String> = answers.iter().cloned().collect();
    assert_eq!(coded.len(), answers.len(), "two refusals share a code");

    let documented: BTreeMap<String, String> = Page::read()
        .rows("Error codes", 0)
        .iter()
        .map(|row| (unquoted(&row[0]), row[1].chars().take(3).collect()))
        .collect();
    assert_eq!(documented, coded);
}

#[test]
fn lists_every_oauth_error() {
    let sources: Vec<String> = ["src/oauth", "src/worker/oauth"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(crate_path(folder)).unwrap())
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    let documented: BTreeSet<String> = Page::read()
        .rows("Error codes", 1)
        .iter()
        .map(|row| unquoted(&row[0]))
        .collect();

    let created = sources
        .iter()
        .flat_map(|source| source.split("OAuthError::new(").skip(1))
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    for name in created {
        assert!(documented.contains(name), "{name} is not documented");
    }
    for name in &documented {
        let quoted = format!("\"{name}\"");
        let is_there = sources.iter().any(|source| source.contains(&quoted));
        assert!(is_there, "{name} is documented, but not in the source");
    }
}

#[test]
fn lists_every_field_of_the_access_log() {
    let log = source("src/http/access_log.rs");
    let fields: Vec<String> = log
        .split("Serialize)]\npub struct")
        .skip(1)
        .flat_map(|rest| {
            rest.split("\n}")
                .next()
                .unwrap()
                .split("\n    pub ")
                .skip(1)
        })
        .filter_map(|field| field.split_once(':').map(|(name, _)| name))
        // Its members are fields of the log line.
        .filter(|name| !log.contains(&format!("#[serde(flatten)]\n    pub {name}:")))
        .map(str::to_owned)
        .collect();
    assert!(!fields.is_empty(), "no serialised struct in access_log.rs");
    assert_same(Page::read().names("Access log"), fields);
}

struct Page(String);

impl Page {
    fn read() -> Self {
        Self(source("../docs/reference.md"))
    }

    /// The rows of a table below a heading, the first table being 0.
    fn rows(&self, heading: &str, table: usize) -> Vec<Row> {
        let section = self
            .0
            .split_once(&format!("# {heading}\n"))
            .unwrap_or_else(|| panic!("docs/reference.md has no heading {heading}"))
            .1;
        let section = section.split("\n#").next().unwrap();
        let tables = section.split("\n\n").filter(|text| text.starts_with('|'));
        let rows: Vec<Row> = tables
            .skip(table)
            .take(1)
            .flat_map(|table| table.lines().skip(2))
            .map(|row| {
                row.trim_matches('|')
                    .split(" | ")
                    .map(|cell| cell.trim().to_owned())
                    .collect()
            })
            .collect();
        assert!(!rows.is_empty(), "no table under {heading}");
        rows
    }

    /// The first cells of the first table below a heading.
    fn names(&self, heading: &str) -> Vec<String> {
        self.rows(heading, 0)
            .iter()
            .map(|row| unquoted(&row[0]))
            .collect()
    }
}

fn unquoted(cell: &str) -> String {
    cell.strip_prefix('`')
        .and_then(|cell| cell.strip_suffix('`'))
        .unwrap_or_else(|| panic!("{cell} is not one name in backticks"))
        .to_owned()
}

fn crate_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file, by its path from this crate.
fn source(path: &str) -> String {
    let path = crate_path(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The strings in a constant array.
fn list(source: &str, start: &str) -> Vec<String> {
    let (_, rest) = source
        .split_once(start)
        .unwrap_or_else(|| panic!("the source has no {start}"));
    let items = rest.split("];").next().unwrap();
    items
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Compares names, each of which may occur only once.
fn assert_same(
    documented: impl IntoIterator<Item = String>,
    source: impl IntoIterator<Item = String>,
) {
    let documented: Vec<String> = documented.into_iter().collect();
    let names: BTreeSet<String> = documented.iter().cloned().collect();
    assert_eq!(names.len(), documented.len(), "a name is documented twice");
    assert_eq!(names, source.into_iter().collect());
}
