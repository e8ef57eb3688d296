use std::fmt;

/// Why a session does not open, in sentences for the caller.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SessionError {
    /// It has ended.
    Expired {
        /// How many seconds ago.
        seconds: u64,
    },
    /// It does not have the form of one, or not that of this version.
    Malformed,
    /// It is changed, or another edge's.
    Rejected,
    /// The key that it was sealed with is no longer one of the edge's.
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
                "The session's token cannot be read. Send it whole, as this edge gave it, or sign in again; programs open a new one with POST /session.",
            ),
            Self::Rejected => f.write_str(
                "The session was not sealed by this edge, or not for this address, or was changed since. Sign in again; programs open a new one with POST /session.",
            ),
            Self::UnknownKey => f.write_str(
                "The session was sealed with a key that this edge no longer has. Sign in again; programs open a new one with POST /session.",
            ),
        }
    }
}

impl std::error::Error for SessionError {}
