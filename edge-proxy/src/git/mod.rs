//! The parts of git's smart HTTP protocol that the edge reads or writes: packet lines, services, the commands of a
//! push.
//!
//! May import `util` and `error`.

pub mod advertisement;
mod git_request;
pub mod pkt_line;
pub mod push;
pub mod service;

pub use self::git_request::GitRequest;
