//! AWS Signature Version 4 for CodeCommit's git endpoint, and for AWS API calls.
//!
//! CodeCommit accepts temporary credentials over git's smart HTTP protocol in only one form: a `Basic` password that
//! is a SigV4 signature of the host, the repository's path and the time in seconds. [`GitPassword::sign`] computes
//! it; [`sigv4`] has the stages of the general algorithm.
//!
//! ```
//! use signer_wasm::{Credentials, GitPassword, Remote, Timestamp};
//!
//! let remote = Remote::parse("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/app", None)?;
//! let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG", None, None)?;
//! let now = Timestamp::from_unix_seconds(1_356_501_830)?;
//!
//! let password = GitPassword::sign(&credentials, &remote, now)?;
//! assert_eq!(password.username(), "AKIDEXAMPLE");
//! assert!(password.password().starts_with("20121226T060350Z"));
//! # Ok::<(), signer_wasm::Error>(())
//! ```
//!
//! Nothing here reads a clock, does I/O or generates random numbers: the time is an argument, and the same inputs
//! always give the same bytes. Secrets are zeroised when dropped and print as `[redacted]`. The feature `ssh-keys`
//! adds [`ssh_keys`], and the features `wasm…` the JavaScript bindings.

#![forbid(unsafe_code)]
#![no_std]

extern crate alloc;

mod credentials;
mod error;
mod explanation;
mod host;
mod password;
mod profile;
mod region;
mod remote;
mod repository;
pub mod sigv4;
#[cfg(feature = "ssh-keys")]
pub mod ssh_keys;
mod text;
mod timestamp;
#[cfg(any(feature = "wasm-git", feature = "wasm-ssh"))]
mod wasm;

pub use credentials::Credentials;
pub use error::Error;
pub use explanation::GitExplanation;
pub use host::{Endpoint, Host};
pub use password::GitPassword;
pub use profile::ProfileName;
pub use region::{Partition, Region};
pub use remote::Remote;
pub use repository::RepositoryName;
pub use timestamp::Timestamp;
