//! Renews sign-ins: checks with the provider that the user may still sign in.

use super::provider_callback;
use crate::Error;
use crate::aws::identity_center::{ServiceRequest, TokenGrant, parse_refresh};
use crate::http::AccessLog;
use crate::oauth::{Login, LoginSubject, OAuthError, granted_subject};
use crate::util::Secret;
use crate::worker::request_context::RequestContext;
use crate::worker::subrequest;

type Result<T> = std::result::Result<T, OAuthError>;

/// Renews the claims, credentials or portal token of a sign-in.
pub(super) async fn renew(
    login: &mut Login,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<()> {
    let Login { scope, subject, .. } = login;
    let config = context.config;
    match subject {
        LoginSubject::Claims {
            claims,
            provider,
            refresh,
        } => {
            if let Some(token) = refresh {
                let person = claims.subject().unwrap_or_default();
                let tokens = provider_callback::refresh(provider, token, person, context)
                    .await?
                    .ok_or_else(refused)?;
                if let Some(jwt) = tokens.id_token {
                    *claims = jwt.claims().clone();
                }
                replace(token, tokens.refresh);
            }
            // The rules may have changed, too.
            *claims = granted_subject(config, claims, scope)?.ok_or_else(changed)?;
        }
        LoginSubject::Credentials {
            subject: person,
            provider,
            refresh: Some(token),
            ..
        } => {
            let tokens = provider_callback::refresh(provider, token, person, context)
                .await?
                .ok_or_else(refused)?;
            let jwt = tokens.id_token.ok_or_else(refused)?;
            replace(token, tokens.refresh);
            let (provider, refresh) = (provider.clone(), Some(token.clone()));
            *subject =
                provider_callback::subject(jwt, scope, provider, refresh, context, log).await?;
        }
        LoginSubject::Portal {
            access,
            ends_at,
            client,
            refresh: Some(token),
        } => {
            let center = config.identity_center.as_ref().ok_or_else(changed)?;
            let grant = TokenGrant::RefreshToken(token);
            let request = ServiceRequest::create_token(center, config, client, grant)?;
            let (status, body) = subrequest::call_identity_center(&request).await?;
            let renewed = parse_refresh(status, &body)?.ok_or_else(refused)?;
            *ends_at = context
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

/// Without a new refresh token, the old one stays valid (RFC 6749, 6).
fn replace(token: &mut Secret, new: Option<Secret>) {
    if let Some(new) = new {
        *token = new;
    }
}

fn refused() -> OAuthError {
    OAuthError::invalid_grant(
        "You are no longer signed in at the identity provider. Sign in again.",
    )
}

fn changed() -> OAuthError {
    Error::CredentialsExpired(
        "This edge's configuration has changed since the sign-in. Sign in again.".into(),
    )
    .into()
}
