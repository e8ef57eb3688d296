//! Contents for new repositories.

mod bulk;
mod history;
mod stream;

use std::io;
use std::path::Path;
use std::process::Stdio;

use tokio::io::AsyncWriteExt;

use crate::git;

/// The contents of a new repository. A sample always gives the same commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sample {
    /// No commit.
    Empty,
    /// A small project with a history: branches, a merge, a tag, a binary file.
    History,
    /// This many MiB that do not compress.
    Bulk { megabytes: u32 },
}

impl Sample {
    pub(crate) async fn fill(self, repository: &Path) -> io::Result<()> {
        if self == Self::Empty {
            return Ok(());
        }
        let mut import = git::in_repository(repository)
            // Nothing in a bulk sample compresses, and trying takes most of the time.
            .args(["-c", "pack.compression=0", "fast-import"])
            .args(["--quiet", "--done", "--depth=0", "--date-format=raw"])
            .stdin(Stdio::piped())
            .spawn()?;
        let Some(mut stream) = import.stdin.take() else {
            return Err(io::Error::other("git fast-import has no standard input"));
        };
        match self {
            Self::Empty => {}
            Self::History => stream.write_all(&history::stream()).await?,
            Self::Bulk { megabytes } => bulk::write(&mut stream, megabytes).await?,
        }
        stream.write_all(b"done\n").await?;
        drop(stream);
        git::check(import.wait().await?)
    }
}
