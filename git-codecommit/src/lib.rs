//! git's two helpers for AWS CodeCommit, for machines that have AWS credentials and use no edge.
//!
//! - `git-credential-codecommit` is a credential helper: git asks it for the password of an `https://` address.
//! - `git-remote-codecommit` is a remote helper for addresses of the form `codecommit::eu-west-1://app`. It runs git's
//!   own HTTPS helper with the first program as its credential helper.
//!
//! The passwords are [`signer_wasm`]'s, and the credentials are found by AWS's own `aws-config`. [`request`] reads
//! what git asks, [`answer`] writes what it gets, [`address`] reads the addresses of the remote helper, and
//! [`credentials`] asks one source of credentials after another.

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
