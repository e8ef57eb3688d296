//! Revokes tokens (RFC 7009).

use super::request::{authenticator, session_keys};
use crate::http::EdgeResponse;
use crate::oauth::{LoginToken, OAuthError, TokenKind, json_response};
use crate::session::SessionToken;
use crate::util::Parameters;
use crate::worker::request_context::RequestContext;
use crate::worker::{body, login_store, sessions};

type Result<T> = std::result::Result<T, OAuthError>;

/// Ends a sign-in by any of its tokens, or a session that was opened without one (RFC 7009). An unknown token counts
/// as revoked.
pub(super) async fn revoke(context: &RequestContext<'_>) -> Result<EdgeResponse> {
    let form = body::read_form(context.request).await?;
    let parameters = Parameters::parse(&form)?;
    let text = parameters
        .value("token")
        .ok_or_else(|| OAuthError::missing("token"))?;
    let now = context.clock.now()?;
    let keys = session_keys(context)?;
    let origin = context.head.own_origin();
    if let Some(token) = LoginToken::parse(TokenKind::Refresh, text, authenticator(context)?) {
        if let Some(until) = login_store::end(&token.object(), Some(&token.hash())).await? {
            sessions::revoke(*token.id(), until, context.clock).await?;
        }
    } else if let Ok(session) = SessionToken::open(keys, origin, text, now) {
        sessions::end(&session, context.config, context.clock).await?;
    }
    Ok(json_response(200, &(), context.cors))
}
