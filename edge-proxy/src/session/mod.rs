//! Sessions that this edge has sealed: who was let in, until when and for what, in a token that
//! only the edge can read.
//!
//! A token holds its whole session where that is short enough for every store of passwords; where
//! it is not, [`SealedSession::Stored`] leaves the state to be kept by its id, and the token has the
//! secret that opens it. Neither the token nor the store is of use without the other, and the token
//! is of none without the edge's [`SessionKeys`].

pub(crate) mod claims;
mod envelope;
mod error;
mod keys;
mod known;
mod payload;
mod sealed;
mod state;
mod token;
pub(crate) mod wire;

pub use envelope::Envelope;
pub use error::SessionError;
pub use keys::{SessionKeys, SessionKeysError};
pub use known::{KnownSession, KnownSessions};
pub use payload::{
    PortalAccess, Session, SessionSubject, VerifiedIdentity, credentials_from_bytes,
    credentials_to_bytes,
};
pub(crate) use payload::{
    read_credentials, read_portal_access, read_time, write_credentials, write_portal_access,
};
pub use sealed::SealedSession;
pub use state::StateSecret;
pub use token::SessionToken;
