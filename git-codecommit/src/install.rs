//! git's configuration for the credential helper.

use std::env;
use std::path::Path;

use signer_wasm::Remote;

use crate::Failure;
use crate::failure::printable;
use crate::git::{self, entries};
use crate::shell::quoted;

/// The hosts of CodeCommit as patterns for git's configuration, in which `*` matches one label.
///
/// Source: git's `Documentation/config/http.adoc`, `http.<url>.*`, which the credential settings follow.
const HOSTS: [&str; 8] = [
    "git-codecommit.*.amazonaws.com",
    "git-codecommit-fips.*.amazonaws.com",
    "*.git-codecommit.*.vpce.amazonaws.com",
    "*.git-codecommit-fips.*.vpce.amazonaws.com",
    "git-codecommit.*.amazonaws.com.cn",
    "*.git-codecommit.*.vpce.amazonaws.com.cn",
    "git-codecommit.*.amazonaws.eu",
    "*.git-codecommit.*.vpce.amazonaws.eu",
];

/// A section of git's configuration for this program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Section {
    /// A pattern for hosts, or the address of a repository.
    pub url: String,
    /// The value of `credential.helper`.
    pub helper: String,
}

impl Section {
    fn key(&self, name: &str) -> String {
        format!("credential.{}.{name}", self.url)
    }

    /// The settings that make git ask only this helper for these addresses.
    fn settings(&self) -> [(&'static str, &str); 3] {
        // The empty value clears the helpers that the configuration has for all hosts, such as a keychain.
        [
            ("helper", ""),
            ("helper", &self.helper),
            ("useHttpPath", "true"),
        ]
    }
}

/// The sections after `install`: new ones for CodeCommit's hosts or for one repository, and the existing ones.
///
/// git reads all sections that match an address, in the order of the file, so the general ones come first.
///
/// # Errors
///
/// `git_missing`.
pub fn planned(helper: &str, address: Option<&Remote>) -> Result<Vec<Section>, Failure> {
    let urls = match address {
        Some(address) => vec![address.to_string()],
        None => HOSTS.map(|host| format!("https://{host}")).to_vec(),
    };
    let mut sections = present()?;
    sections.retain(|it| !urls.contains(&it.url));
    sections.extend(urls.into_iter().map(|url| Section {
        url,
        helper: helper.to_owned(),
    }));
    sections.sort_by_key(|it| match it.url.contains('*') {
        true => 0,
        false => it.url.matches('/').count(),
    });
    Ok(sections)
}

/// The value of `credential.helper`: the short name if it finds this program on the `PATH`, otherwise its path.
pub fn helper_value(program: &Path, profile: Option<&str>) -> String {
    let mut value = if is_on_path(program) {
        "codecommit".to_owned()
    } else {
        format!("!{}", quoted(&program.to_string_lossy()))
    };
    if let Some(profile) = profile {
        value.push_str(" --profile ");
        value.push_str(&quoted(profile));
    }
    value
}

fn is_on_path(program: &Path) -> bool {
    let Some(name) = program.file_name() else {
        return false;
    };
    let first = env::var_os("PATH").and_then(|path| {
        env::split_paths(&path)
            .map(|directory| directory.join(name))
            .find(|candidate| candidate.is_file())
    });
    first.is_some_and(|found| found.canonicalize().is_ok_and(|found| found == program))
}

/// The sections as text of a configuration file, to show to the user.
pub fn as_file(sections: &[Section]) -> String {
    let mut text = String::new();
    for section in sections {
        text.push_str(&format!("[credential \"{}\"]\n", section.url));
        for (name, value) in section.settings() {
            let value = if value.contains(['\'', '"', '\\', '#', ';']) {
                format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
            } else {
                value.to_owned()
            };
            text.push_str(format!("    {name} = {value}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// Writes the sections to the user's configuration, and removes this program's earlier ones.
///
/// # Errors
///
/// `config_conflict`, with nothing changed, if the configuration has other helpers in these sections; `git_failed`.
pub fn install(sections: &[Section]) -> Result<(), Failure> {
    for section in sections {
        let key = section.key("helper");
        if let Some(other) = values(&key)?
            .iter()
            .find(|it| !it.is_empty() && !is_ours(it))
        {
            return Err(Failure::new(
                "config_conflict",
                format!(
                    "git's configuration already has another helper for this host: {} = {}",
                    printable(&key),
                    printable(other)
                ),
                format!(
                    "Remove it first: git config --global --unset-all {}",
                    quoted(&key)
                ),
            ));
        }
    }
    uninstall(None)?;
    for section in sections {
        for (name, value) in section.settings() {
            change(&["config", "--global", "--add", &section.key(name), value])?;
        }
    }
    Ok(())
}

/// Removes the sections of this program, for all addresses or for one repository. Returns whether there were any.
///
/// # Errors
///
/// `git_failed`.
pub fn uninstall(address: Option<&Remote>) -> Result<bool, Failure> {
    let mut sections = present()?;
    if let Some(address) = address {
        let url = address.to_string();
        sections.retain(|it| it.url == url);
    }
    for section in &sections {
        for name in ["helper", "useHttpPath"] {
            let key = section.key(name);
            if !values(&key)?.is_empty() {
                change(&["config", "--global", "--unset-all", &key])?;
            }
        }
        // Older versions of git leave an empty section behind. A section with other settings stays.
        let prefix = section.key("");
        let names = git::text(&["config", "--global", "--null", "--name-only", "--list"])?;
        let is_setting = |name: &str| {
            name.strip_prefix(&prefix)
                .is_some_and(|variable| !variable.contains('.'))
        };
        if !names.is_some_and(|it| it.split('\0').any(is_setting)) {
            git::run(&[
                "config",
                "--global",
                "--remove-section",
                prefix.trim_end_matches('.'),
            ])?;
        }
    }
    Ok(!sections.is_empty())
}

/// The sections whose only helper is this program, including those that a user has written.
fn present() -> Result<Vec<Section>, Failure> {
    let pattern = r"^credential\.https://.*\.helper$";
    let text = git::text(&["config", "--global", "--null", "--get-regexp", pattern])?;
    let mut sections: Vec<Section> = Vec::new();
    for (key, value) in text.iter().flat_map(|text| entries(text)) {
        let Some(url) = key
            .strip_prefix("credential.")
            .and_then(|it| it.strip_suffix(".helper"))
        else {
            continue;
        };
        if !value.is_empty() && sections.iter().all(|it| it.url != url) {
            sections.push(Section {
                url: url.to_owned(),
                helper: value.to_owned(),
            });
        }
    }
    let mut ours = Vec::new();
    for section in sections {
        let helpers = values(&section.key("helper"))?;
        if helpers.iter().all(|it| it.is_empty() || is_ours(it)) {
            ours.push(section);
        }
    }
    Ok(ours)
}

/// Whether a value of `credential.helper` calls this program.
pub(crate) fn is_ours(value: &str) -> bool {
    value == "codecommit"
        || value.starts_with("codecommit ")
        || value.contains("git-credential-codecommit")
}

fn values(key: &str) -> Result<Vec<String>, Failure> {
    let text = git::text(&["config", "--global", "--null", "--get-all", key])?;
    Ok(text.map_or_else(Vec::new, |text| {
        text.split_terminator('\0').map(str::to_owned).collect()
    }))
}

fn change(arguments: &[&str]) -> Result<(), Failure> {
    let output = git::run(arguments)?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::new(
        "git_failed",
        format!(
            "git could not change your configuration: {}",
            printable(String::from_utf8_lossy(&output.stderr).trim())
        ),
        "Check that ~/.gitconfig is writable.",
    ))
}
