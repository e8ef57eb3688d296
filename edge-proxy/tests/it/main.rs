//! The tests of the edge's pure core, in modules named as the source's: the tests of `src/auth/grant.rs` are in `auth/grant`.

#![allow(unreachable_pub)]
#![allow(
    clippy::expect_used,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used
)]

mod auth;
mod aws;
mod config;
mod documents;
mod git;
mod http;
mod imports;
mod jwt;
mod oauth;
mod pages;
mod plan;
mod reference;
mod saml;
mod session;
mod support;
mod util;
