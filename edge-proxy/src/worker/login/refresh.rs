//! Access tokens for a refresh token.
//!
//! Some helpers keep the token that they have just used, and several git commands come with the same one at a time:
//! it stays good until a successor of it has been used. The identity provider is asked once for all that come at a time.

use super::store::Claim;
use super::token::{Issued, end, end_replayed, gone, open};
use super::{renewal, session_keys, store};
use crate::http::{Answer, Facts};
use crate::oauth::{Login, OAuthError, OneTimeToken, TokenRequest};
use crate::worker::environment;
use crate::worker::exchange::Exchange;
use crate::worker::sessions::milliseconds;

type Result<T, E = OAuthError> = std::result::Result<T, E>;

/// Answers a request with a refresh token.
pub(super) async fn answer(
    request: &TokenRequest,
    client_id: &str,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Answer> {
    let token = request.token();
    let object = token.object();
    let (login, is_renewed) = match store::claim_to_renew(&object, &token.hash()).await? {
        Claim::Claimed(sealed) => (open(&sealed, exchange), false),
        Claim::Renewed(sealed) => (open(&sealed, exchange), true),
        Claim::Busy => return Err(busy()),
        Claim::Replayed(sealed, until) => {
            return Err(end_replayed(token, sealed, until, exchange).await?);
        }
        Claim::Denied | Claim::Gone | Claim::Pending | Claim::SlowDown => return Err(gone()),
    };
    let mut login = login.ok_or_else(gone)?;
    facts.principal = Some(login.name());
    // A token that comes with anything wrong is in the wrong hands.
    if let Err(error) = request.check(&login, client_id) {
        end(token, &login, exchange).await?;
        return Err(error);
    }
    if is_renewed {
        let issued = Issued::new(&login, exchange).await?;
        let successor = issued
            .is_renewable(&login)
            .then(|| token.successor(&login.successor_salt));
        return issued.answer(&login, successor.as_ref(), exchange);
    }
    match renew(token, &mut login, exchange, facts).await {
        Ok(answer) => Ok(answer),
        Err(error) if error.status >= 500 => {
            // The same token stays good.
            store::release(&object).await?;
            Err(error)
        }
        Err(error) => {
            end(token, &login, exchange).await?;
            Err(error)
        }
    }
}

async fn renew(
    token: &OneTimeToken,
    login: &mut Login,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<Answer> {
    renewal::renew(login, exchange, facts).await?;
    login.successor_salt = environment::random()?;
    let issued = Issued::new(login, exchange).await?;
    let successor = issued
        .is_renewable(login)
        .then(|| token.successor(&login.successor_salt));
    let kept = login.seal(
        session_keys(exchange)?,
        environment::random()?,
        exchange.head.own_origin(),
    );
    let settled = store::settle_renewed(
        &token.object(),
        &token.hash(),
        successor.as_ref().map(OneTimeToken::hash).as_deref(),
        &kept,
        milliseconds(issued.kept_until(login)),
        milliseconds(issued.fresh_until()),
    )
    .await?;
    match settled {
        true => issued.answer(login, successor.as_ref(), exchange),
        false => Err(gone()),
    }
}

fn busy() -> OAuthError {
    OAuthError {
        status: 503,
        ..OAuthError::new(
            "temporarily_unavailable",
            "Another request with this refresh token is under way. Try again.",
        )
    }
}
