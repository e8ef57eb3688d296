//! A Cloudflare Worker between git and AWS CodeCommit: it proxies git's smart HTTP protocol and adds the SigV4
//! signature that CodeCommit requires.
//!
//! The core is pure: [`plan()`] turns the head of a request into a [`Plan`], with the time as an argument, and is
//! tested natively. The shell (`worker`) carries the plan out and decides nothing. Bodies stream beside both, from one
//! runtime stream to another.
//!
//! The folders are layers, in this order: `util`, `git`, `jwt`, `session`, `error`, `config`, `http`, `aws`, `auth`,
//! `saml`, `oauth`, `pages`, `plan`, `worker`. Each imports only from those before it.

#![forbid(unsafe_code)]

pub mod auth;
pub mod aws;
pub mod config;
pub mod error;
pub mod git;
pub mod http;
pub mod jwt;
pub mod oauth;
pub mod pages;
pub mod plan;
pub mod saml;
pub mod session;
pub mod util;
#[cfg(target_arch = "wasm32")]
mod worker;

pub use self::config::Config;
pub use self::error::Error;
pub use self::plan::{Plan, Planned, plan};
