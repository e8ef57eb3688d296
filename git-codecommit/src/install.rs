//! git's configuration for the credential helper.

use std::env;
use std::path::Path;

use crate::Failure;
use crate::failure::printable;
use crate::git;
use crate::shell::quoted;

/// The hosts of CodeCommit, as patterns for git's configuration: `*` stands for one label of a name.
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

/// A line of the user's configuration.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Setting {
    /// The setting's name.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// The lines that make git ask this helper, and no other, for CodeCommit's hosts. Other hosts are not affected.
pub fn settings(helper: &str) -> Vec<Setting> {
    HOSTS
        .iter()
        .flat_map(|host| {
            let setting = |name: &str, value: &str| Setting {
                key: format!("credential.https://{host}.{name}"),
                value: value.to_owned(),
            };
            // The empty value ends the list of helpers that the configuration has for all hosts, such as a keychain.
            [
                setting("helper", ""),
                setting("helper", helper),
                setting("useHttpPath", "true"),
            ]
        })
        .collect()
}

/// The value of `credential.helper`: the short name if git finds this very program by it.
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

/// The settings as lines of a configuration file, for people to read.
pub fn as_file(settings: &[Setting]) -> String {
    let mut text = String::new();
    let mut section = "";
    for Setting { key, value } in settings {
        let Some((name, variable)) = key
            .strip_prefix("credential.")
            .and_then(|it| it.rsplit_once('.'))
        else {
            continue;
        };
        if name != section {
            text.push_str(&format!("[credential \"{name}\"]\n"));
            section = name;
        }
        let value = if value.contains(['\'', '"', '\\', '#', ';']) {
            format!("\"{}\"", value.replace('\\', r"\\").replace('"', "\\\""))
        } else {
            value.clone()
        };
        text.push_str(format!("    {variable} = {value}").trim_end());
        text.push('\n');
    }
    text
}

/// Adds the settings to the user's configuration, after removing what an earlier `install` added.
///
/// # Errors
///
/// `config_conflict`, with nothing changed, if the configuration has other helpers for these hosts; `git_failed`.
pub fn install(settings: &[Setting]) -> Result<(), Failure> {
    let others = other_values(settings)?;
    if let Some(Setting { key, value }) = others.first() {
        return Err(Failure::new(
            "config_conflict",
            format!(
                "git's configuration has another value for this host: {} = {}",
                printable(key),
                printable(value)
            ),
            format!(
                "Remove it first: git config --global --unset-all {}",
                quoted(key)
            ),
        ));
    }
    uninstall()?;
    for Setting { key, value } in settings {
        change(&["config", "--global", "--add", key, value])?;
    }
    Ok(())
}

/// Removes the settings that [`install`] adds, whatever profile they name. Returns whether there were some.
///
/// # Errors
///
/// `git_failed`.
pub fn uninstall() -> Result<bool, Failure> {
    let mut found = false;
    for host in HOSTS {
        let helper = format!("credential.https://{host}.helper");
        if !values(&helper)?.iter().any(|value| is_ours(value)) {
            continue;
        }
        found = true;
        for key in [helper, format!("credential.https://{host}.useHttpPath")] {
            change(&["config", "--global", "--unset-all", &key])?;
        }
        // git leaves the empty section there.
        git::run(&[
            "config",
            "--global",
            "--remove-section",
            &format!("credential.https://{host}"),
        ])?;
    }
    Ok(found)
}

/// The values that the user's configuration has for the settings and that [`install`] has not written.
fn other_values(settings: &[Setting]) -> Result<Vec<Setting>, Failure> {
    let mut others = Vec::new();
    for Setting { key, .. } in settings.iter().filter(|it| it.key.ends_with(".helper")) {
        for value in values(key)? {
            if !value.is_empty() && !is_ours(&value) {
                others.push(Setting {
                    key: key.clone(),
                    value,
                });
            }
        }
    }
    Ok(others)
}

/// Whether a value of `credential.helper` calls this program.
fn is_ours(value: &str) -> bool {
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
            "git cannot change your configuration: {}",
            printable(String::from_utf8_lossy(&output.stderr).trim())
        ),
        "Check that ~/.gitconfig can be written.",
    ))
}
