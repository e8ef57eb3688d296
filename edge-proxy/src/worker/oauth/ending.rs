//! Ends sign-ins: expired ones, and those of which a token was used twice.

use super::request::session_keys;
use crate::oauth::{Login, LoginToken, OAuthError, TokenKind, login_object};
use crate::worker::durable_object::milliseconds;
use crate::worker::request_context::RequestContext;
use crate::worker::{login_store, sessions};

type Result<T> = std::result::Result<T, OAuthError>;

/// Ends the sessions of a sign-in whose code or token was used twice: two parties have it, one of which should not,
/// so neither may continue.
pub(super) async fn end_replayed(
    token: &LoginToken,
    sealed: Option<Vec<u8>>,
    until: f64,
    context: &RequestContext<'_>,
) -> Result<OAuthError> {
    match sealed.and_then(|sealed| open(&sealed, context)) {
        // The sign-in that a device got is stored separately.
        Some(login) if token.kind() == TokenKind::Device => {
            login_store::end(&login_object(&login.id), None).await?;
            let until = milliseconds(login.ends_at);
            sessions::revoke(login.id, until, context.clock).await?;
        }
        _ => sessions::revoke(*token.id(), until, context.clock).await?,
    }
    Ok(OAuthError::invalid_grant(
        "The code or token was used before. The sign-in was ended for safety: sign in again.",
    ))
}

pub(super) fn open(sealed: &[u8], context: &RequestContext<'_>) -> Option<Login> {
    let keys = session_keys(context).ok()?;
    Login::open(keys, context.head.own_origin(), sealed)
}

pub(super) async fn end(
    token: &LoginToken,
    login: &Login,
    context: &RequestContext<'_>,
) -> Result<()> {
    login_store::end(&token.object(), Some(&token.hash())).await?;
    sessions::revoke(login.id, milliseconds(login.ends_at), context.clock).await?;
    Ok(())
}

pub(super) fn gone() -> OAuthError {
    OAuthError::invalid_grant("The code or token is no longer valid. Sign in again.")
}
