//! Two git helpers for AWS CodeCommit, for machines with AWS credentials and no edge.
//!
//! - `git-credential-codecommit` is a credential helper: git asks it for the password of an `https://` address.
//! - `git-remote-codecommit` is a remote helper for addresses of the form `codecommit::eu-west-1://app`. It runs git's
//!   own HTTPS helper with the first program as its credential helper.
//!
//! [`signer_wasm`] computes the passwords, and AWS's own `aws-config` finds the credentials. [`request`] parses git's
//! requests, [`answer`] writes the answers, [`address`] parses the addresses of the remote helper, and
//! [`credentials`] tries one source of credentials after another.

#![forbid(unsafe_code)]

pub mod address;
pub mod answer;
pub mod command_line;
pub mod credentials;
pub mod doctor;
mod failure;
mod git;
pub mod helper;
pub mod install;
pub mod profiles;
pub mod remote;
pub mod request;
mod runtime;
pub mod shell;

pub use failure::Failure;
pub use git::missing as git_missing;
pub use runtime::runtime;
