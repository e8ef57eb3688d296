//! A Cloudflare Worker between git and AWS CodeCommit: it proxies git's smart-HTTP protocol, and
//! sees to it that every request carries the SigV4 signature that CodeCommit wants.
//!
//! The core is pure: [`plan()`] turns the head of a request into a [`Plan`], with the time as an
//! argument, and is tested natively. The shell carries the plan out and decides nothing. Bodies
//! stream beside both, from one runtime stream to another.

#![forbid(unsafe_code)]

pub mod advertisement;
mod answer;
mod caller_identity;
pub mod config;
mod cors;
pub mod credential_store;
pub mod error;
pub mod facts;
mod glob;
mod grant;
pub mod headers;
mod identity;
pub mod identity_center;
pub mod jwt;
pub mod key_set_store;
pub mod login;
mod malformed_region;
pub mod obtain;
mod origin;
pub mod pages;
pub mod pkt_line;
pub mod plan;
mod policy;
mod portal_credentials;
mod profile;
pub mod provider;
pub mod push;
mod query;
pub mod rate_limit;
mod request_head;
pub mod retry;
pub mod role;
pub mod route;
pub mod seal;
mod secret;
pub mod service;
pub mod session;
pub mod sts;
pub mod transport;
mod upstream;
pub mod verdict;
#[cfg(target_arch = "wasm32")]
mod worker;
pub mod www;
mod xml;

pub use answer::Answer;
pub use caller_identity::verified_identity;
pub use config::Config;
pub use cors::Cors;
pub use error::Error;
pub use facts::Facts;
pub use glob::Glob;
pub use grant::Grant;
pub use headers::Header;
pub use identity::Identity;
pub use origin::Origin;
pub use plan::{Plan, Planned, plan};
pub use policy::Policy;
pub use profile::Profile;
pub use request_head::RequestHead;
pub use secret::Secret;
pub use upstream::{RequestBody, UpstreamHead};
