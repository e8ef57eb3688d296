//! Sessions: a subject, an expiration and a scope, in a token that only the edge can read.
//!
//! A token contains the whole session if it is then short enough for every password store. Otherwise, with
//! [`SealedSession::Stored`], the edge stores the sealed state by the session's id, and the token contains the secret
//! that opens it. The token and the state are useless without each other, and the token is useless without the edge's
//! [`SessionKeys`].
//!
//! May import `util` and `jwt`.

mod claims;
mod envelope;
mod error;
mod keys;
mod known;
mod opened;
mod payload;
mod sealed;
mod state;
mod token;
pub(crate) mod wire;

pub use envelope::Envelope;
pub(crate) use envelope::Sealed;
pub use error::SessionError;
pub use keys::{SessionKeys, SessionKeysError};
pub use known::{KnownSession, KnownSessions};
pub use payload::{
    PortalAccess, Session, SessionSubject, VerifiedIdentity, credentials_from_bytes,
    credentials_to_bytes,
};
pub use sealed::SealedSession;
pub use state::StateSecret;
pub use token::SessionToken;
