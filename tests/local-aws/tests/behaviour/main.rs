//! Tests local AWS from outside: each test starts one on a free port.

#![allow(clippy::unwrap_used, clippy::panic)]

mod admin;
mod api;
mod assume_role;
mod cors;
mod environment;
mod faults;
mod git;
mod git_server;
mod iam;
mod identity_center;
mod identity_provider;
mod program;
mod refusals;
mod saml;
mod session_policies;
mod signatures;
mod signing;
mod signing_key;
mod sso_approval;
mod sso_journal;
mod sso_oidc;
mod sso_portal;
mod sso_settings;
mod sts;
mod sts_call;
mod sts_journal;
mod sts_settings;
mod trust_policies;
mod web_identity;
