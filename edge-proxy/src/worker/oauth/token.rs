//! Issues access tokens for codes and device codes; `refresh` does for refresh tokens.

use super::ending::{end, end_replayed, gone, open};
use super::issued::Issued;
use super::refresh;
use super::request::session_keys;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{
    AuthorizationState, Login, LoginToken, OAuthError, TokenKind, TokenRequest, login_object,
};
use crate::util::Parameters;
use crate::worker::durable_object::milliseconds;
use crate::worker::login_store::Claim;
use crate::worker::request_context::RequestContext;
use crate::worker::{body, environment, login_store};

type Result<T, E = OAuthError> = std::result::Result<T, E>;

/// Responds to a token request.
pub(super) async fn respond(
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<EdgeResponse> {
    let form = body::read_form(context.request).await?;
    let parameters = Parameters::parse(&form)?;
    let authorization = context.head.header("authorization");
    let (request, client_id) = TokenRequest::parse(
        &parameters,
        authorization,
        context.config,
        context.head.own_origin(),
    )?;
    if let TokenRequest::Refresh(_) = request {
        return refresh::respond(&request, &client_id, context, log).await;
    }
    let token = request.token();
    let login = take(token, context).await?;
    log.principal = Some(login.name());

    // If anything about the request is wrong, the code has leaked, and stays used.
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
    let response = issue(login, true, context).await?;
    // Stored for longer than the code is valid, to detect a second use.
    let until = context
        .clock
        .now()?
        .saturating_add(AuthorizationState::SECONDS);
    login_store::settle(&token.object(), None, &kept, milliseconds(until)).await?;
    Ok(response)
}

/// Claims the sign-in of a code.
async fn take(token: &LoginToken, context: &RequestContext<'_>) -> Result<Login> {
    let pending = |error, description| Err(OAuthError::new(error, description));
    let sealed = match login_store::claim(&token.object(), &token.hash()).await? {
        Claim::Claimed(sealed) => sealed,
        Claim::Busy => {
            return Err(OAuthError {
                status: 503,
                ..OAuthError::new(
                    "temporarily_unavailable",
                    "Another request with this code is in progress. Use its result.",
                )
            });
        }
        Claim::Pending => {
            return pending(
                "authorization_pending",
                "The user has not approved the request yet. Poll again later.",
            );
        }
        Claim::SlowDown => {
            return pending(
                "slow_down",
                "The device polls too often. Wait five seconds longer between requests.",
            );
        }
        Claim::Denied => return pending("access_denied", "The user denied the request."),
        Claim::Replayed(sealed, until) => {
            return Err(end_replayed(token, sealed, until, context).await?);
        }
        Claim::Gone if token.kind() == TokenKind::Device => {
            return pending(
                "expired_token",
                "The device's code has expired. Request a new one.",
            );
        }
        Claim::Gone | Claim::Renewed(_) => return Err(gone()),
    };
    open(&sealed, context).ok_or_else(gone)
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
        true => login_store::open(&name, hash.as_deref(), &kept, until, 0).await?,
        false => login_store::settle(&name, hash.as_deref(), &kept, until).await?,
    };
    match went_on {
        true => issued.response(&login, refresh.as_ref(), context),
        false => Err(gone()),
    }
}
