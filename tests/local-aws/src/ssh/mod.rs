//! CodeCommit over SSH: a real `sshd`, which asks this server for a user's keys and for permission to run git.
//!
//! A connection is accepted here and given to an `sshd -i`, as an inetd would. Its two questions are answered by
//! this program itself, started by `sshd` as `AuthorizedKeysCommand` and as `ForceCommand` ([`helper`]); it asks the
//! admin API.

mod command;
pub(crate) mod helper;
mod login_names;
mod permission;
mod server;
mod sshd;

pub(crate) use self::permission::{Permission, authorized_keys, permit};
pub(crate) use self::server::serve;
pub use self::sshd::SshOptions;
pub(crate) use self::sshd::Sshd;
