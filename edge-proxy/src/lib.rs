//! A Cloudflare Worker between git and AWS CodeCommit: it proxies git's smart-HTTP protocol, and
//! sees to it that every request carries the SigV4 signature that CodeCommit wants.
//!
//! The core is pure: [`plan()`] turns the head of a request into a [`Plan`], with the time as an
//! argument, and is tested natively. The shell carries the plan out and decides nothing. Bodies
//! stream beside both, from one runtime stream to another.

#![forbid(unsafe_code)]

mod answer;
pub mod config;
mod cors;
mod error;
mod facts;
mod glob;
pub mod headers;
mod identity;
pub mod jwt;
mod origin;
pub mod pkt_line;
mod plan;
mod policy;
pub mod push;
mod request_head;
pub mod route;
pub mod seal;
pub mod service;
pub mod session;
mod upstream;
pub mod verdict;
#[cfg(target_arch = "wasm32")]
mod worker;

pub use answer::Answer;
pub use config::Config;
pub use cors::Cors;
pub use error::Error;
pub use facts::Facts;
pub use glob::Glob;
pub use headers::Header;
pub use identity::Identity;
pub use origin::Origin;
pub use plan::{Plan, Planned, plan};
pub use policy::Policy;
pub use request_head::RequestHead;
pub use upstream::UpstreamHead;
