//! Whether somebody who signed in before is still let in, asked where they signed in.

use super::provider;
use crate::Error;
use crate::aws::identity_center::{Grant, ServiceRequest, refresh_answer};
use crate::http::Facts;
use crate::oauth::{Login, LoginSubject, OAuthError, granted_subject};
use crate::util::Secret;
use crate::worker::exchange::Exchange;
use crate::worker::subrequest;

type Result<T> = std::result::Result<T, OAuthError>;

/// Renews what a sign-in gives.
pub(super) async fn renew(
    login: &mut Login,
    exchange: &Exchange<'_>,
    facts: &mut Facts,
) -> Result<()> {
    let Login { scope, subject, .. } = login;
    let config = exchange.config;
    match subject {
        LoginSubject::Claims {
            claims,
            provider,
            refresh,
        } => {
            if let Some(token) = refresh {
                let person = claims.subject().unwrap_or_default();
                let tokens = provider::refresh(provider, token, person, exchange)
                    .await?
                    .ok_or_else(refused)?;
                if let Some(jwt) = tokens.id_token {
                    *claims = jwt.claims().clone();
                }
                replace(token, tokens.refresh);
            }
            // The rules may have changed since, too.
            *claims = granted_subject(config, claims, scope)?.ok_or_else(changed)?;
        }
        LoginSubject::Credentials {
            subject: person,
            provider,
            refresh: Some(token),
            ..
        } => {
            let tokens = provider::refresh(provider, token, person, exchange)
                .await?
                .ok_or_else(refused)?;
            let jwt = tokens.id_token.ok_or_else(refused)?;
            replace(token, tokens.refresh);
            let (provider, refresh) = (provider.clone(), Some(token.clone()));
            *subject = provider::subject(jwt, scope, provider, refresh, exchange, facts).await?;
        }
        LoginSubject::Portal {
            access,
            ends_at,
            client,
            refresh: Some(token),
        } => {
            let center = config.identity_center.as_ref().ok_or_else(changed)?;
            let grant = Grant::RefreshToken(token);
            let request = ServiceRequest::create_token(center, config, client, grant)?;
            let (status, body) = subrequest::ask(&request).await?;
            let renewed = refresh_answer(status, &body)?.ok_or_else(refused)?;
            *ends_at = exchange
                .clock
                .now()
                .map_err(OAuthError::from)?
                .saturating_add(renewed.seconds);
            access.token = renewed.access;
            replace(token, renewed.refresh);
        }
        LoginSubject::Credentials { refresh: None, .. }
        | LoginSubject::Portal { refresh: None, .. } => return Err(refused()),
    }
    Ok(())
}

/// Where there is no new one, the old one stays good (RFC 6749, 6).
fn replace(token: &mut Secret, new: Option<Secret>) {
    if let Some(new) = new {
        *token = new;
    }
}

fn refused() -> OAuthError {
    OAuthError::invalid_grant("You are no longer signed in there. Sign in again.")
}

fn changed() -> OAuthError {
    Error::CredentialsExpired("What this edge opens has changed since. Sign in again.".into())
        .into()
}
