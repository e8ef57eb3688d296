use std::fmt;

/// Why a session cannot be opened.
///
/// [`fmt::Display`] gives sentences for the caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SessionError {
    /// The session has expired.
    Expired {
        /// Seconds since it expired.
        seconds: u64,
    },
    /// The token does not have the format of this version of the edge.
    Malformed,
    /// The token was changed, or sealed by another edge.
    Rejected,
    /// The token was sealed with a key that the edge no longer has.
    UnknownKey,
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { seconds } => write!(
                f,
                "The session ended {seconds} seconds ago. Sign in again; programs open a new one with POST /session."
            ),
            Self::Malformed => f.write_str(
                "The session's token cannot be read. Send it complete, as this edge issued it, or sign in again; programs open a new one with POST /session.",
            ),
            Self::Rejected => f.write_str(
                "The session was sealed by another edge or for another address, or was changed. Sign in again; programs open a new one with POST /session.",
            ),
            Self::UnknownKey => f.write_str(
                "The session was sealed with a key that this edge no longer has. Sign in again; programs open a new one with POST /session.",
            ),
        }
    }
}

impl std::error::Error for SessionError {}
