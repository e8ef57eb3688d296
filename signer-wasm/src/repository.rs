use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::Error;

/// The name of a CodeCommit repository: `[A-Za-z0-9._-]{1,100}`, case-sensitive, not ending in
/// `.git`.
///
/// Source: CodeCommit API, `RepositoryName`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RepositoryName(String);

impl RepositoryName {
    /// Parses a name, removing nothing.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRepositoryName`] says which rule is broken.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let problem = if text.is_empty() {
            "the repository's name is missing"
        } else if text.len() > 100 {
            "the repository's name is longer than CodeCommit's 100 characters"
        } else if !text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        {
            "the repository's name contains a character other than letters, digits, `.`, `_` and `-`"
        } else if text.ends_with(".git") {
            "the repository's name ends in `.git`"
        } else if matches!(text, "." | "..") {
            // A URL parser would treat it as a relative path.
            "the repository's name is a relative path"
        } else {
            return Ok(Self(text.to_owned()));
        };

        Err(Error::InvalidRepositoryName(problem))
    }

    /// Parses the last segment of an address, to which users often add `.git` or a slash.
    ///
    /// CodeCommit responds to either with 404, so both are removed before signing.
    ///
    /// # Errors
    ///
    /// See [`RepositoryName::parse`].
    pub fn parse_segment(text: &str) -> Result<Self, Error> {
        let text = text.strip_suffix('/').unwrap_or(text);
        Self::parse(text.strip_suffix(".git").unwrap_or(text))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RepositoryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
