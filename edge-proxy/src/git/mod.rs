//! Git's smart HTTP protocol, as far as the edge reads or writes it: packet lines, the two services, the commands of a push.
//!
//! May import `util` and `error`.

pub mod advertisement;
mod git_request;
pub mod pkt_line;
pub mod push;
pub mod service;

pub use self::git_request::GitRequest;
