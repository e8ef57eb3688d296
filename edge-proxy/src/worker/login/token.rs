//! Access tokens: given for a code, a device's code or a refresh token, and ended.

use super::store::Claim;
use super::{refuse_unknown, renewal, session_keys, store};
use crate::login::{
    Flow, Login, OAuthError, OneTimeToken, Parameters, TokenAnswer, TokenKind, TokenRequest,
    json_answer, login_object,
};
use crate::session::{SealedSession, SessionToken};
use crate::worker::exchange::Exchange;
use crate::worker::sessions::{self, milliseconds};
use crate::worker::{body, environment};
use crate::{Answer, Facts};

type Result<T, E = OAuthError> = std::result::Result<T, E>;

/// Answers a request for an access token.
pub(super) async fn answer(exchange: &Exchange<'_>, facts: &mut Facts) -> Result<Answer> {
    let form = body::read_form(exchange.request).await?;
    let parameters = Parameters::parse(&form).ok_or_else(refuse_unknown)?;
    let authorization = exchange.head.header("authorization");
    let (request, client_id) = TokenRequest::parse(&parameters, authorization, exchange.config)?;
    let token = request.token();
    let mut login = take(token, exchange).await?;
    facts.principal = Some(login.name());

    // A code or a token that is taken with anything wrong is gone: it is in the wrong hands.
    if let Err(error) = request.check(&login, &client_id) {
        end(token, &login, exchange).await?;
        return Err(error);
    }
    if let TokenRequest::Refresh(_) = request {
        match renewal::renew(&mut login, exchange, facts).await {
            Ok(()) => {}
            Err(error) if error.status == 503 => {
                store::release(&token.object(), &token.hash()).await?;
                return Err(error);
            }
            Err(error) => {
                end(token, &login, exchange).await?;
                return Err(error);
            }
        }
    }
    let TokenRequest::Device(token) = &request else {
        return issue(login, false, exchange).await;
    };
    let kept = login.seal(
        session_keys(exchange)?,
        environment::random()?,
        exchange.head.own_origin(),
    );
    let answer = issue(login, true, exchange).await?;
    // It stays, for a code that comes again.
    let until = exchange.clock.now()?.saturating_add(Flow::SECONDS);
    store::settle(&token.object(), None, &kept, milliseconds(until)).await?;
    Ok(answer)
}

/// Takes the sign-in that a token is of.
async fn take(token: &OneTimeToken, exchange: &Exchange<'_>) -> Result<Login> {
    let pending = |error, description| Err(OAuthError::new(error, description));
    let sealed = match store::claim(&token.object(), &token.hash()).await? {
        Claim::Claimed(sealed) => sealed,
        Claim::Busy => {
            return Err(OAuthError {
                status: 503,
                ..OAuthError::new(
                    "temporarily_unavailable",
                    "Another request with this code or token is under way: use what it gets.",
                )
            });
        }
        Claim::Pending => return pending("authorization_pending", "Nobody has approved as yet."),
        Claim::SlowDown => return pending("slow_down", "Ask five seconds less often."),
        Claim::Denied => return pending("access_denied", "The person has said no."),
        Claim::Replayed(sealed, until) => {
            // Two have the token, and one of them should not: neither goes on.
            let login = sealed.and_then(|sealed| open(&sealed, exchange));
            match login {
                // What a device has got is kept by itself.
                Some(login) if token.kind() == TokenKind::Device => {
                    store::end(&login_object(&login.id), None).await?;
                    let until = milliseconds(login.ends_at);
                    sessions::revoke(login.id, until, exchange.clock).await?;
                }
                _ => sessions::revoke(*token.id(), until, exchange.clock).await?,
            }
            return Err(OAuthError::invalid_grant(
                "The code or token was used before. The sign-in has ended for safety: sign in again.",
            ));
        }
        Claim::Gone if token.kind() == TokenKind::Device => {
            return pending(
                "expired_token",
                "The device's code is not good any more: begin again.",
            );
        }
        Claim::Gone => return Err(gone()),
    };
    open(&sealed, exchange).ok_or_else(gone)
}

fn open(sealed: &[u8], exchange: &Exchange<'_>) -> Option<Login> {
    let keys = session_keys(exchange).ok()?;
    Login::open(keys, exchange.head.own_origin(), sealed)
}

async fn issue(mut login: Login, is_new: bool, exchange: &Exchange<'_>) -> Result<Answer> {
    let now = exchange.clock.now()?;
    let keys = session_keys(exchange)?;
    let origin = exchange.head.own_origin();
    let session = login.session(exchange.config, now);
    let nonce = environment::random()?;
    let sealed = SealedSession::seal(keys, nonce, &login.state_secret, origin, &session);
    sessions::keep(&sealed, &session).await?;

    let refresh = match login.is_renewable(session.expires_at) {
        true => Some(OneTimeToken::new(
            TokenKind::Refresh,
            login.id,
            environment::random()?,
        )),
        false => None,
    };
    let hash = refresh.as_ref().map(OneTimeToken::hash);
    let until = milliseconds(match refresh {
        Some(_) => login.ends_at,
        None => session.expires_at,
    });
    login.code = None;
    let kept = login.seal(keys, environment::random()?, origin);
    let name = login_object(&login.id);
    let went_on = match is_new {
        true => store::open(&name, hash.as_deref(), &kept, until, 0).await?,
        false => store::settle(&name, hash.as_deref(), &kept, until).await?,
    };
    if !went_on {
        return Err(gone());
    }

    let refresh = refresh.as_ref().map(OneTimeToken::text);
    Ok(json_answer(
        200,
        &TokenAnswer {
            access_token: sealed.token().as_str(),
            token_type: "Bearer",
            expires_in: session.expires_at.seconds_since(now),
            refresh_token: refresh.as_ref().map(|token| token.as_str()),
            scope: &login.scope.text(),
        },
        exchange.cors,
    ))
}

/// Ends a sign-in (RFC 7009), by any of its tokens. Of one that is not known there is nothing to end, which is
/// as good.
pub(super) async fn revoke(exchange: &Exchange<'_>) -> Result<Answer> {
    let form = body::read_form(exchange.request).await?;
    let text = Parameters::parse(&form)
        .and_then(|parameters| parameters.value("token").map(str::to_owned))
        .ok_or_else(refuse_unknown)?;
    let now = exchange.clock.now()?;
    let keys = session_keys(exchange)?;
    let origin = exchange.head.own_origin();
    let (id, name, hash) = match OneTimeToken::parse(TokenKind::Refresh, &text) {
        Some(token) => (*token.id(), token.object(), Some(token.hash())),
        None => match SessionToken::open(keys, origin, &text, now) {
            Ok(session) => (session.id, login_object(&session.id), None),
            Err(_) => return Ok(json_answer(200, &(), exchange.cors)),
        },
    };
    if let Some(until) = store::end(&name, hash.as_deref()).await? {
        sessions::revoke(id, until, exchange.clock).await?;
    }
    Ok(json_answer(200, &(), exchange.cors))
}

async fn end(token: &OneTimeToken, login: &Login, exchange: &Exchange<'_>) -> Result<()> {
    store::end(&token.object(), Some(&token.hash())).await?;
    sessions::revoke(login.id, milliseconds(login.ends_at), exchange.clock).await?;
    Ok(())
}

fn gone() -> OAuthError {
    OAuthError::invalid_grant("The code or token is not good any more. Sign in again.")
}
