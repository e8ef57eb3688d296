//! Forms that an answer can have, of which nothing public says which one is CodeCommit's.

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

/// How a push is reported on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ReportForm {
    /// As git does: each line ends with a newline, and all are inside side-band 1 where the client asks for side-bands.
    #[default]
    Usual,
    /// Never inside a side-band.
    Plain,
    /// Lines do not end with a newline.
    NoNewline,
    /// A newline comes after the report's end.
    TrailingNewline,
    /// There is no report; the push is done.
    Empty,
}
