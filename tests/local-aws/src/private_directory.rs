use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// A temporary directory that only this user can read, removed in the end.
#[derive(Debug)]
pub(crate) struct PrivateDirectory(PathBuf);

impl PrivateDirectory {
    /// Its name begins with `local-aws-` and `purpose`.
    pub(crate) fn create(purpose: &str) -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("local-aws-{purpose}-{}", Uuid::new_v4()));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for PrivateDirectory {
    fn drop(&mut self) {
        // What remains is in the system's temporary directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
