//! Access tokens: issued for a code or a device's code, and revoked. For those of a refresh token see `refresh`.

use signer_wasm::Timestamp;

use super::store::Claim;
use super::{authenticator, refresh, refuse_unknown, session_keys, store};
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{
    AuthorizationState, Login, LoginToken, OAuthError, Parameters, TokenAnswer, TokenKind,
    TokenRequest, json_answer, login_object,
};
use crate::session::{SealedSession, Session, SessionToken};
use crate::worker::request_context::RequestContext;
use crate::worker::sessions;
use crate::worker::sessions::milliseconds;
use crate::worker::{body, environment};

type Result<T, E = OAuthError> = std::result::Result<T, E>;

/// Answers a request for an access token.
pub(super) async fn answer(
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<EdgeResponse> {
    let form = body::read_form(context.request).await?;
    let parameters = Parameters::parse(&form).ok_or_else(refuse_unknown)?;
    let authorization = context.head.header("authorization");
    let (request, client_id) = TokenRequest::parse(
        &parameters,
        authorization,
        context.config,
        context.head.own_origin(),
    )?;
    if let TokenRequest::Refresh(_) = request {
        return refresh::answer(&request, &client_id, context, log).await;
    }
    let token = request.token();
    let login = take(token, context).await?;
    log.principal = Some(login.name());

    // A code that is taken with anything wrong is gone: it is in the wrong hands.
    if let Err(error) = request.check(&login, &client_id) {
        end(token, &login, context).await?;
        return Err(error);
    }
    let TokenRequest::Device(token) = &request else {
        return issue(login, false, context).await;
    };
    let kept = login.seal(
        session_keys(context)?,
        environment::random()?,
        context.head.own_origin(),
    );
    let answer = issue(login, true, context).await?;
    // It stays, for a code that comes again.
    let until = context
        .clock
        .now()?
        .saturating_add(AuthorizationState::SECONDS);
    store::settle(&token.object(), None, &kept, milliseconds(until)).await?;
    Ok(answer)
}

/// Takes the sign-in that a code is of.
async fn take(token: &LoginToken, context: &RequestContext<'_>) -> Result<Login> {
    let pending = |error, description| Err(OAuthError::new(error, description));
    let sealed = match store::claim(&token.object(), &token.hash()).await? {
        Claim::Claimed(sealed) => sealed,
        Claim::Busy => {
            return Err(OAuthError {
                status: 503,
                ..OAuthError::new(
                    "temporarily_unavailable",
                    "Another request with this code is in progress: use its result.",
                )
            });
        }
        Claim::Pending => {
            return pending(
                "authorization_pending",
                "The request has not been approved yet.",
            );
        }
        Claim::SlowDown => {
            return pending(
                "slow_down",
                "Poll less often: five more seconds between requests.",
            );
        }
        Claim::Denied => return pending("access_denied", "The user denied the request."),
        Claim::Replayed(sealed, until) => {
            return Err(end_replayed(token, sealed, until, context).await?);
        }
        Claim::Gone if token.kind() == TokenKind::Device => {
            return pending(
                "expired_token",
                "The device's code has expired: start again.",
            );
        }
        Claim::Gone | Claim::Renewed(_) => return Err(gone()),
    };
    open(&sealed, context).ok_or_else(gone)
}

/// Ends the sessions of a sign-in that ended because a code or a token came again: two have it, and one of them should
/// not, so neither goes on.
pub(super) async fn end_replayed(
    token: &LoginToken,
    sealed: Option<Vec<u8>>,
    until: f64,
    context: &RequestContext<'_>,
) -> Result<OAuthError> {
    match sealed.and_then(|sealed| open(&sealed, context)) {
        // What a device has got is kept by itself.
        Some(login) if token.kind() == TokenKind::Device => {
            store::end(&login_object(&login.id), None).await?;
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

/// An access token that is about to be handed out.
pub(super) struct Issued {
    session: Session,
    token: SealedSession,
    now: Timestamp,
}

impl Issued {
    /// Makes one, and keeps what of it is not in the token.
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

    /// Whether there can be another one after it.
    pub(super) fn is_renewable(&self, login: &Login) -> bool {
        login.is_renewable(self.session.expires_at)
    }

    /// Until when the sign-in is kept.
    pub(super) fn kept_until(&self, login: &Login) -> Timestamp {
        match self.is_renewable(login) {
            true => login.ends_at,
            false => self.session.expires_at,
        }
    }

    /// Up to when others with the same refresh token get this instead of something newer: git commands that run
    /// at a time, which are to have some time left.
    pub(super) fn fresh_until(&self) -> Timestamp {
        let lasts = u64::from(self.session.expires_at.seconds_since(self.now));
        self.now.saturating_add((lasts / 2).min(FRESH_SECONDS))
    }

    /// Hands it out.
    pub(super) fn answer(
        &self,
        login: &Login,
        refresh: Option<&LoginToken>,
        context: &RequestContext<'_>,
    ) -> Result<EdgeResponse> {
        let authenticator = authenticator(context)?;
        let refresh = refresh.map(|token| token.text(authenticator));
        Ok(json_answer(
            200,
            &TokenAnswer {
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

/// Issues the first access token of a sign-in.
async fn issue(
    mut login: Login,
    is_new: bool,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let issued = Issued::new(&login, context).await?;
    let refresh = match issued.is_renewable(&login) {
        true => Some(LoginToken::new(
            TokenKind::Refresh,
            login.id,
            environment::random()?,
        )),
        false => None,
    };
    login.code = None;
    let keys = session_keys(context)?;
    let kept = login.seal(keys, environment::random()?, context.head.own_origin());
    let hash = refresh.as_ref().map(LoginToken::hash);
    let until = milliseconds(issued.kept_until(&login));
    let name = login_object(&login.id);
    let went_on = match is_new {
        true => store::open(&name, hash.as_deref(), &kept, until, 0).await?,
        false => store::settle(&name, hash.as_deref(), &kept, until).await?,
    };
    match went_on {
        true => issued.answer(&login, refresh.as_ref(), context),
        false => Err(gone()),
    }
}

/// Ends a sign-in by any of its tokens, or a session that was opened without one (RFC 7009). A token that is not
/// known is as good as ended.
pub(super) async fn revoke(context: &RequestContext<'_>) -> Result<EdgeResponse> {
    let form = body::read_form(context.request).await?;
    let text = Parameters::parse(&form)
        .and_then(|parameters| parameters.value("token").map(str::to_owned))
        .ok_or_else(refuse_unknown)?;
    let now = context.clock.now()?;
    let keys = session_keys(context)?;
    let origin = context.head.own_origin();
    if let Some(token) = LoginToken::parse(TokenKind::Refresh, &text, authenticator(context)?) {
        if let Some(until) = store::end(&token.object(), Some(&token.hash())).await? {
            sessions::revoke(*token.id(), until, context.clock).await?;
        }
    } else if let Ok(session) = SessionToken::open(keys, origin, &text, now) {
        sessions::end(&session, context.config, context.clock).await?;
    }
    Ok(json_answer(200, &(), context.cors))
}

pub(super) async fn end(
    token: &LoginToken,
    login: &Login,
    context: &RequestContext<'_>,
) -> Result<()> {
    store::end(&token.object(), Some(&token.hash())).await?;
    sessions::revoke(login.id, milliseconds(login.ends_at), context.clock).await?;
    Ok(())
}

pub(super) fn gone() -> OAuthError {
    OAuthError::invalid_grant("The code or token is no longer valid. Sign in again.")
}

/// Git commands that run at a time come within a few seconds of one another.
const FRESH_SECONDS: u64 = 30;
