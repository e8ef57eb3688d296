//! A stand-in for AWS on loopback: CodeCommit's git endpoints and a part of its API, STS, a part of
//! IAM's API, IAM Identity Center, and an admin API.
//!
//! Git itself is the real `git http-backend`; around it this server answers as CodeCommit does:
//! it verifies the SigV4 git password, applies an allow list as IAM would, and returns AWS's own
//! errors. IAM gives users Git credentials and SSH keys. STS assumes roles, for callers that sign, for those with an OIDC provider's token, and
//! for those with a SAML provider's response, whose signature `xmlsec1` verifies; IAM Identity Center signs users in by its device flow, and issues credentials.
//! All cryptography is AWS's own: [`aws_sigv4`], and `aws-lc-rs` below [`jsonwebtoken`]. It
//! depends on no other crate of this project, so that the two agree only if both are right.
//!
//! The end-to-end tests and the demo run it as a program; [`Server`] starts it inside a test.
//! The crate's `README.md` documents the flags and the admin API.

mod admin;
mod answer;
mod authentication;
mod body;
mod cgi;
mod cloud;
mod codecommit;
mod codecommit_api;
mod connection;
mod cors;
mod faults;
mod git;
mod git_backend;
mod git_process;
mod git_request;
mod git_server;
mod host;
mod http_client;
mod iam;
mod iam_api;
mod identity_center;
mod key_material;
mod loopback;
mod oidc;
mod options;
mod private_directory;
mod query;
mod region;
mod repositories;
mod requests;
mod saml;
mod samples;
mod secret;
mod server;
mod service;
mod signature;
mod signed_request;
mod ssh;
mod ssh_public_key;
mod sts;
mod target;
mod throttle;
mod timestamp;

pub use host::CodeCommitHost;
pub use options::{AnonymousAnswer, GitServer, Options, OptionsError};
pub use region::Region;
pub use secret::Secret;
pub use server::{Server, SshEndpoint};
pub use signature::{GitPassword, Rejection, Resource};
pub use ssh::SshOptions;
pub use ssh::helper::run as run_ssh_helper;
