//! The responses of the session API.

use serde::Serialize;
use signer_wasm::Timestamp;

use super::{Cors, EdgeResponse};
use crate::session::Session;

impl EdgeResponse {
    /// A new session, which no cache may store.
    pub fn session(token: &str, session: &Session, now: Timestamp, cors: &Cors) -> Self {
        let body = SessionBody {
            token,
            status: SessionStatus::of(session, now),
        };
        Self::json(201, &body, cors)
    }

    /// The parts of a session that its holder may see.
    pub fn session_status(session: &Session, now: Timestamp, cors: &Cors) -> Self {
        let body = StatusBody {
            principal: session.subject.principal(),
            status: SessionStatus::of(session, now),
        };
        Self::json(200, &body, cors)
    }
}

/// The response to `POST /session`.
#[derive(Serialize)]
struct SessionBody<'a> {
    token: &'a str,
    #[serde(flatten)]
    status: SessionStatus<'a>,
}

/// The response to `GET /session`.
#[derive(Serialize)]
struct StatusBody<'a> {
    /// The session's principal, as in the log.
    principal: Option<&'a str>,
    #[serde(flatten)]
    status: SessionStatus<'a>,
}

/// The access that a session gives, and its lifetime.
#[derive(Serialize)]
struct SessionStatus<'a> {
    profile: Option<&'a str>,
    access: &'a str,
    /// In seconds since 1970.
    expires_at: u64,
    /// In seconds.
    expires_in: u32,
}

impl<'a> SessionStatus<'a> {
    fn of(session: &'a Session, now: Timestamp) -> Self {
        Self {
            profile: session.profile.as_deref(),
            access: if session.read_only { "read" } else { "write" },
            expires_at: session.expires_at.unix_seconds(),
            expires_in: session.expires_at.seconds_since(now),
        }
    }
}
