//! Issues access tokens for refresh tokens.
//!
//! Some helpers keep the token that they have just used, and several git commands may use the same one at once: it
//! stays valid until a successor has been used. The identity provider is called once for all concurrent requests.

use super::ending::{end, end_replayed, gone, open};
use super::issued::Issued;
use super::renewal;
use super::request::session_keys;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{Login, LoginToken, OAuthError, TokenRequest};
use crate::worker::durable_object::milliseconds;
use crate::worker::login_store::Claim;
use crate::worker::request_context::RequestContext;
use crate::worker::{environment, login_store};

type Result<T, E = OAuthError> = std::result::Result<T, E>;

/// Responds to a request with a refresh token.
pub(super) async fn respond(
    request: &TokenRequest,
    client_id: &str,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<EdgeResponse> {
    let token = request.token();
    let object = token.object();
    let (login, is_renewed) = match login_store::claim_to_renew(&object, &token.hash()).await? {
        Claim::Claimed(sealed) => (open(&sealed, context), false),
        Claim::Renewed(sealed) => (open(&sealed, context), true),
        Claim::Busy => return Err(busy()),
        Claim::Replayed(sealed, until) => {
            return Err(end_replayed(token, sealed, until, context).await?);
        }
        Claim::Denied | Claim::Gone | Claim::Pending | Claim::SlowDown => return Err(gone()),
    };
    let mut login = login.ok_or_else(gone)?;
    log.principal = Some(login.name());
    // If anything about the request is wrong, the token has leaked.
    if let Err(error) = request.check(&login, client_id) {
        end(token, &login, context).await?;
        return Err(error);
    }
    if is_renewed {
        let issued = Issued::new(&login, context).await?;
        let successor = issued
            .is_renewable(&login)
            .then(|| token.successor(&login.successor_salt));
        return issued.response(&login, successor.as_ref(), context);
    }
    match renew(token, &mut login, context, log).await {
        Ok(response) => Ok(response),
        Err(error) if error.status >= 500 => {
            // The same token stays valid.
            login_store::release(&object).await?;
            Err(error)
        }
        Err(error) => {
            end(token, &login, context).await?;
            Err(error)
        }
    }
}

async fn renew(
    token: &LoginToken,
    login: &mut Login,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<EdgeResponse> {
    renewal::renew(login, context, log).await?;
    login.successor_salt = environment::random()?;
    let issued = Issued::new(login, context).await?;
    let successor = issued
        .is_renewable(login)
        .then(|| token.successor(&login.successor_salt));
    let kept = login.seal(
        session_keys(context)?,
        environment::random()?,
        context.head.own_origin(),
    );
    let settled = login_store::settle_renewed(
        &token.object(),
        &token.hash(),
        successor.as_ref().map(LoginToken::hash).as_deref(),
        &kept,
        milliseconds(issued.kept_until(login)),
        milliseconds(issued.fresh_until()),
    )
    .await?;
    match settled {
        true => issued.response(login, successor.as_ref(), context),
        false => Err(gone()),
    }
}

fn busy() -> OAuthError {
    OAuthError {
        status: 503,
        ..OAuthError::new(
            "temporarily_unavailable",
            "Another request with this refresh token is in progress. Try again.",
        )
    }
}
