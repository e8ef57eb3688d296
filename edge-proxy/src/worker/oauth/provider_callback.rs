//! Sign-in at an identity provider.

use signer_wasm::Timestamp;

use super::finish;
use super::provider_client::{by_name, metadata, misconfigured, redeem, redirect_uri};
use super::request::{binding, session_keys};
use crate::Error;
use crate::auth::credential_request::{Caller, CredentialRequest, CredentialTarget};
use crate::config::provider::IdentityProvider;
use crate::error::Upstream;
use crate::http::{AccessLog, EdgeResponse};
use crate::jwt::{Expected, Jwt};
use crate::oauth::{
    AuthorizationState, Binding, LoginSubject, ProviderRequest, ProviderTokens, Purpose, Scope,
    Verifier, authorization_url, check_id_token, granted_subject,
};
use crate::util::{Parameters, Secret};
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, environment, provider_keys, resolve};

/// Redirects the browser to the provider.
pub(super) async fn begin(
    purpose: Purpose,
    name: String,
    binding: Binding,
    expires_at: Timestamp,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let (provider, client) = by_name(context.config, &name)?;
    let metadata = metadata(provider, context).await?;
    let endpoint = metadata
        .authorization_endpoint()
        .ok_or_else(|| misconfigured("authorization_endpoint"))?;
    let state = AuthorizationState {
        purpose,
        provider: name,
        verifier: Verifier::new(environment::random()?),
        nonce: environment::random()?,
        binding,
        expires_at,
    };
    let origin = context.head.own_origin();
    let (id, nonce) = (environment::random()?, environment::random()?);
    let sealed = state.seal(session_keys(context)?, &id, nonce, origin);
    let redirect_uri = redirect_uri(origin, &state.provider);
    let url = authorization_url(endpoint, client, &state, &sealed, &redirect_uri);
    Ok(EdgeResponse::redirect(url))
}

/// Processes the provider's response, with which the browser returned.
pub(super) async fn callback(
    at: String,
    parameters: Parameters,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
    waiting: &mut Option<Purpose>,
) -> Result<EdgeResponse> {
    let RequestContext {
        head,
        config,
        clock,
        ..
    } = *context;
    let origin = head.own_origin();
    let state = AuthorizationState::open(
        session_keys(context)?,
        origin,
        parameters.value("state").unwrap_or_default(),
        binding(context).as_ref(),
        clock.now()?,
    )?;
    *waiting = Some(state.purpose.clone());
    let mixed_up = || {
        Error::BadRequest("The response came from another identity provider than this sign-in's. Run the git command again.".into())
    };
    // Otherwise one provider could be sent another's code (RFC 9700, 4.4).
    if state.provider != at {
        return Err(mixed_up());
    }
    let (provider, client) = by_name(config, &state.provider)?;
    let metadata = metadata(provider, context).await?;
    // RFC 9207
    let is_its_own = match parameters.value("iss") {
        Some(issuer) => issuer == provider.issuer,
        None => !metadata.returns_issuer(),
    };
    if !is_its_own {
        return Err(mixed_up());
    }
    let Some(code) = parameters.value("code") else {
        return Err(Error::AccessDenied(
            "The identity provider denied the sign-in. Run the git command again and sign in there, or ask the provider's administrators.".into(),
        ));
    };

    let redirect_uri = redirect_uri(origin, &state.provider);
    let request = ProviderRequest::code(
        client,
        metadata.secret_in_form(),
        code,
        &state,
        &redirect_uri,
    );
    let tokens = redeem(&metadata, &request).await?.ok_or_else(|| {
        Error::BadRequest(
            "The identity provider no longer accepts this response. Run the git command again."
                .into(),
        )
    })?;
    let jwt = tokens.id_token.ok_or_else(|| Error::UpstreamUnreachable {
        upstream: Upstream::IdentityProvider,
        detail: "the token endpoint returned no ID token".into(),
    })?;
    verify(&jwt, provider, context).await?;
    check_id_token(jwt.claims(), &client.id, Some(&state.nonce_text()), None)?;

    let name = state.provider;
    let subject = subject(
        jwt,
        state.purpose.scope(),
        name,
        tokens.refresh,
        context,
        log,
    )
    .await?;
    finish::finish(state.purpose, subject, &state.binding, context, log).await
}

/// Refreshes the tokens at the provider, and so the user's claims; `None` if the provider refuses.
pub(super) async fn refresh(
    name: &str,
    token: &Secret,
    person: &str,
    context: &RequestContext<'_>,
) -> Result<Option<ProviderTokens>> {
    let (provider, client) = by_name(context.config, name)?;
    let metadata = metadata(provider, context).await?;
    let request = ProviderRequest::refresh(client, metadata.secret_in_form(), token);
    let Some(tokens) = redeem(&metadata, &request).await? else {
        return Ok(None);
    };
    if let Some(jwt) = &tokens.id_token {
        verify(jwt, provider, context).await?;
        check_id_token(jwt.claims(), &client.id, None, Some(person))?;
    }
    Ok(Some(tokens))
}

/// The subject of a sign-in with a verified ID token.
pub(super) async fn subject(
    jwt: Box<Jwt>,
    scope: &Scope,
    provider: String,
    refresh: Option<Secret>,
    context: &RequestContext<'_>,
    log: &mut AccessLog,
) -> Result<LoginSubject> {
    let claims = jwt.claims();
    if let Some(claims) = granted_subject(context.config, claims, scope)? {
        return Ok(LoginSubject::Claims {
            claims,
            provider,
            refresh,
        });
    }

    let name = claims.text("email").or(claims.subject());
    let name = name.unwrap_or_default().to_owned();
    let subject = claims.subject().unwrap_or_default().to_owned();
    let mut credential_request = CredentialRequest {
        caller: Caller::Token(jwt),
        target: CredentialTarget::Session {
            profile: scope.profile.clone(),
            read_only: scope.read_only,
        },
    };
    let resolved = resolve::resolve(&mut credential_request, context, log).await?;
    Ok(LoginSubject::Credentials {
        name,
        subject,
        profile: resolved.profile.unwrap_or_default(),
        read_only: resolved.read_only,
        credentials: resolved.credentials,
        provider,
        refresh,
    })
}

async fn verify(
    jwt: &Jwt,
    provider: &IdentityProvider,
    context: &RequestContext<'_>,
) -> Result<()> {
    let expected = Expected {
        issuer: &provider.issuer,
        audiences: &provider.audiences,
        not_before: provider.not_before,
    };
    jwt.claims().validate(&expected, context.clock.now()?)?;
    provider_keys::verify(jwt, provider, context.clock).await
}
