//! Issues access tokens.

use signer_wasm::Timestamp;

use super::request::{authenticator, session_keys};
use crate::http::EdgeResponse;
use crate::oauth::{Login, LoginToken, OAuthError, TokenResponse, json_response};
use crate::session::{SealedSession, Session};
use crate::worker::request_context::RequestContext;
use crate::worker::{environment, sessions};

type Result<T> = std::result::Result<T, OAuthError>;

/// An access token to be returned.
pub(super) struct Issued {
    session: Session,
    token: SealedSession,
    now: Timestamp,
}

impl Issued {
    /// Makes an access token, and stores the part that is not in it.
    pub(super) async fn new(login: &Login, context: &RequestContext<'_>) -> Result<Self> {
        let now = context.clock.now()?;
        let keys = session_keys(context)?;
        let origin = context.head.own_origin();
        let session = login.session(context.config, now);
        let nonce = environment::random()?;
        let token = SealedSession::seal(keys, nonce, &login.state_secret, origin, &session);
        sessions::keep(&token, &session).await?;
        Ok(Self {
            session,
            token,
            now,
        })
    }

    /// Whether another access token can follow it.
    pub(super) fn is_renewable(&self, login: &Login) -> bool {
        login.is_renewable(self.session.expires_at)
    }

    /// Until when the sign-in is stored.
    pub(super) fn kept_until(&self, login: &Login) -> Timestamp {
        match self.is_renewable(login) {
            true => login.ends_at,
            false => self.session.expires_at,
        }
    }

    /// Until when requests with the same refresh token get this access token instead of a new one, so that concurrent
    /// git commands get one that lasts long enough.
    pub(super) fn fresh_until(&self) -> Timestamp {
        let lasts = u64::from(self.session.expires_at.seconds_since(self.now));
        self.now.saturating_add((lasts / 2).min(FRESH_SECONDS))
    }

    /// The token response.
    pub(super) fn response(
        &self,
        login: &Login,
        refresh: Option<&LoginToken>,
        context: &RequestContext<'_>,
    ) -> Result<EdgeResponse> {
        let authenticator = authenticator(context)?;
        let refresh = refresh.map(|token| token.text(authenticator));
        Ok(json_response(
            200,
            &TokenResponse {
                access_token: self.token.token().as_str(),
                token_type: "Bearer",
                expires_in: self.session.expires_at.seconds_since(self.now),
                refresh_token: refresh.as_ref().map(|token| token.as_str()),
                scope: &login.scope.text(),
            },
            context.cors,
        ))
    }
}

/// Concurrent git commands start within a few seconds of one another.
const FRESH_SECONDS: u64 = 30;
