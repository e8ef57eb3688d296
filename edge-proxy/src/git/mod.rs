//! The parts of git's smart HTTP protocol that the edge reads or writes: packet lines, services, the commands of a
//! push, the wants of a clone.
//!
//! May import only `util`.

pub mod advertisement;
pub mod clone_request;
mod git_request;
mod object_id;
pub mod pkt_line;
pub mod push;
pub mod service;
pub mod want_check;

pub use self::git_request::GitRequest;
pub use self::object_id::ObjectId;
