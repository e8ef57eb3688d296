//! Alternative forms of a response; no public source says which one CodeCommit uses.

use serde::{Deserialize, Serialize};

/// How `git-upload-pack` advertises a repository without references. After `# service=git-upload-pack` and a flush come:
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EmptyAdvertisement {
    /// the capabilities on a line of their own, `capabilities^{}` with a zero id, and a flush, as git does;
    #[default]
    Capabilities,
    /// a flush;
    Flush,
    /// nothing.
    Nothing,
}

/// The form of a push report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReportForm {
    /// As git does: each line ends with a newline, all inside side-band 1 if the client asks for side-bands.
    #[default]
    Usual,
    /// Never inside a side-band.
    Plain,
    /// Lines do not end with a newline.
    NoNewline,
    /// A newline follows the report.
    TrailingNewline,
    /// No report, although the push is done.
    Empty,
}
