use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::SystemTime;
use std::{fmt, io};

use uuid::Uuid;

use crate::git;
use crate::iam::is_account;
use crate::region::Region;
use crate::samples::Sample;

/// A repository's name: `[A-Za-z0-9._-]{1,100}`, not ending in `.git`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RepositoryName(String);

impl RepositoryName {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let fits =
            (1..=100).contains(&name.len()) && name.bytes().all(allowed) && !name.ends_with(".git");
        fits.then(|| Self(name.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The account whose repositories are at the top of the root directory.
pub(crate) const DEFAULT_ACCOUNT: &str = "123456789012";

/// git's own file for it.
const DESCRIPTION: &str = "description";

/// The place of an account's repositories in a region.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home<'a> {
    pub(crate) account: &'a str,
    pub(crate) region: &'a Region,
}

/// The repositories of every account and region, bare, as `{root}/{region}/{name}.git`, or
/// `{root}/{account}/{region}/{name}.git` for other accounts than the default one.
#[derive(Debug)]
pub(crate) struct Repositories {
    root: PathBuf,
}

/// Why a repository was not created.
#[derive(Debug)]
pub(crate) enum CreateError {
    Exists,
    Io(io::Error),
}

impl Repositories {
    pub(crate) fn open(root: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(root)?;
        Ok(Self {
            root: root.canonicalize()?,
        })
    }

    /// Where the repositories of an account in a region are.
    pub(crate) fn directory(&self, home: Home<'_>) -> PathBuf {
        match home.account {
            DEFAULT_ACCOUNT => self.root.join(home.region.as_str()),
            account => self.root.join(account).join(home.region.as_str()),
        }
    }

    pub(crate) fn contains(&self, home: Home<'_>, name: &RepositoryName) -> bool {
        self.path(home, name).is_dir()
    }

    /// Creates a repository with the contents of `sample`. It appears atomically.
    pub(crate) async fn create(
        &self,
        home: Home<'_>,
        name: &RepositoryName,
        description: &str,
        sample: Sample,
    ) -> Result<(), CreateError> {
        if self.contains(home, name) {
            return Err(CreateError::Exists);
        }
        // Not a valid repository name: names may start with a dot, but never end like this.
        let unfinished = self
            .directory(home)
            .join(format!(".{}.unfinished", Uuid::new_v4()));
        let created = self.fill(&unfinished, sample).await;
        let created = created.and_then(|()| {
            std::fs::write(unfinished.join(DESCRIPTION), description)?;
            // This fails if the target is a non-empty directory, so the first of two wins.
            std::fs::rename(&unfinished, self.path(home, name))
        });
        match created {
            Ok(()) => Ok(()),
            Err(error) => {
                // Leftovers are never served.
                let _ = std::fs::remove_dir_all(&unfinished);
                if self.contains(home, name) {
                    Err(CreateError::Exists)
                } else {
                    Err(CreateError::Io(error))
                }
            }
        }
    }

    async fn fill(&self, directory: &Path, sample: Sample) -> io::Result<()> {
        std::fs::create_dir_all(directory)?;
        let mut init = git::in_repository(directory);
        init.args(["init", "--quiet", "--bare"])
            .args(["--initial-branch=main", "--template="]);
        git::succeed(&mut init).await?;
        sample.fill(directory).await
    }

    /// Deletes a repository atomically; returns whether it existed.
    pub(crate) fn delete(&self, home: Home<'_>, name: &RepositoryName) -> io::Result<bool> {
        let deleted = self
            .directory(home)
            .join(format!(".{}.deleted", Uuid::new_v4()));
        match std::fs::rename(self.path(home, name), &deleted) {
            Ok(()) => std::fs::remove_dir_all(&deleted).map(|()| true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Every repository, by account, region and name.
    pub(crate) fn list(&self) -> io::Result<Vec<(String, Region, RepositoryName)>> {
        let names = file_names(&self.root)?;
        let is_other = |name: &String| is_account(name) && name != DEFAULT_ACCOUNT;
        let accounts = names.into_iter().filter(is_other);
        let mut found = Vec::new();
        for account in accounts.chain([DEFAULT_ACCOUNT.to_owned()]) {
            let directory = match account.as_str() {
                DEFAULT_ACCOUNT => self.root.clone(),
                _ => self.root.join(&account),
            };
            for region in file_names(&directory)? {
                let Some(region) = Region::parse(&region) else {
                    continue;
                };
                for name in self.names(Home {
                    account: &account,
                    region: &region,
                })? {
                    found.push((account.clone(), region.clone(), name));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The names of an account's repositories in a region, sorted.
    pub(crate) fn names(&self, home: Home<'_>) -> io::Result<Vec<RepositoryName>> {
        let directory = self.directory(home);
        if !directory.is_dir() {
            return Ok(Vec::new());
        }
        let mut names: Vec<_> = file_names(&directory)?
            .iter()
            .filter_map(|name| RepositoryName::parse(name.strip_suffix(".git")?))
            .collect();
        names.sort();
        Ok(names)
    }

    /// The branch that a clone checks out; `None` if it has no commit yet.
    pub(crate) async fn default_branch(
        &self,
        home: Home<'_>,
        name: &RepositoryName,
    ) -> Option<String> {
        // This fails if HEAD names an unborn branch.
        let arguments = ["rev-parse", "--abbrev-ref", "HEAD"];
        output(&self.path(home, name), &arguments).await
    }

    /// What a repository's owner says about it; empty if nothing.
    pub(crate) fn description(&self, home: Home<'_>, name: &RepositoryName) -> String {
        std::fs::read_to_string(self.path(home, name).join(DESCRIPTION)).unwrap_or_default()
    }

    /// When a repository was created, and when it was last changed.
    pub(crate) fn times(
        &self,
        home: Home<'_>,
        name: &RepositoryName,
    ) -> io::Result<(SystemTime, SystemTime)> {
        let path = self.path(home, name);
        // Only `git init` writes it.
        let created = std::fs::metadata(path.join("config"))?.modified()?;
        let changed = std::fs::metadata(path.join("refs/heads"))?.modified()?;
        Ok((created, changed.max(created)))
    }

    /// Where a repository is.
    pub(crate) fn path(&self, home: Home<'_>, name: &RepositoryName) -> PathBuf {
        self.directory(home).join(format!("{name}.git"))
    }
}

/// Makes the first branch pushed to a repository its default branch, unless that already exists. If several
/// are pushed at once, it is the first by name.
pub(crate) async fn adopt_first_branch(repository: &Path) {
    if output(repository, &["rev-parse", "--verify", "--quiet", "HEAD"])
        .await
        .is_some()
    {
        return;
    }
    let first = [
        "for-each-ref",
        "--count=1",
        "--format=%(refname)",
        "refs/heads",
    ];
    match output(repository, &first).await.as_deref() {
        None | Some("") => {}
        Some(branch) => {
            output(repository, &["symbolic-ref", "HEAD", branch]).await;
        }
    }
}

/// The output of a git command that succeeds.
async fn output(repository: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = git::in_repository(repository);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    let output = command.output().await.ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim_end().to_owned())
}

fn file_names(directory: &Path) -> io::Result<Vec<String>> {
    std::fs::read_dir(directory)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect()
}
