//! Sign-in at a SAML identity provider: the request by redirect, the response by a form, and the role from STS.

use signer_wasm::Timestamp;

use super::finish;
use super::request::{authenticator, binding, session_keys};
use crate::config::SamlProvider;
use crate::http::{AccessLog, EdgeResponse};
use crate::oauth::{
    Binding, LoginSubject, Purpose, SamlCookies, SamlState, relay_state, relayed_id, sign_in_object,
};
use crate::saml::{
    AuthnRequest, EncodedResponse, Expected, RequestedRole, check_user, role_options,
};
use crate::util::Parameters;
use crate::worker::durable_object::milliseconds;
use crate::worker::request_context::RequestContext;
use crate::worker::{Result, body, credentials, environment, login_store};
use crate::{Config, Error, pages};

/// Redirects the browser to the identity provider. Nothing is stored: the state is in a cookie.
pub(super) fn begin(
    purpose: Purpose,
    name: String,
    binding: Binding,
    expires_at: Timestamp,
    context: &RequestContext<'_>,
) -> Result<EdgeResponse> {
    let origin = context.head.own_origin();
    let provider = by_name(context.config, &name)?;
    let state = SamlState {
        id: environment::random()?,
        purpose,
        provider: name,
        binding,
        expires_at,
    };
    let request = AuthnRequest {
        id: &state.request(),
        provider,
        origin,
        issued_at: context.clock.now()?,
    };
    let url = request.redirect_url(&relay_state(&state.id, authenticator(context)?));
    let sealed = state.seal(session_keys(context)?, environment::random()?, origin);
    let [random] = environment::random()?;
    let cookies = cookies(context);
    let cookie = SamlCookies::new(&cookies, origin).keep(&sealed, random);
    let mut response = EdgeResponse::redirect(url);
    response.headers.push(("set-cookie", cookie.into()));
    Ok(response)
}

/// Takes the response that the identity provider's page posts. The browser sends no cookies with it, so that nothing is
/// read or stored yet: the edge's own page posts it again.
pub(super) async fn receive(context: &RequestContext<'_>) -> Result<EdgeResponse> {
    let form = body::read_saml_form(context.request).await?;
    let parameters = Parameters::parse(&form).map_err(Error::from)?;
    let id = relayed_id(parameters.value("RelayState"), authenticator(context).ok())?;
    let response = response_in(&parameters)?;
    Ok(pages::saml_continue(
        response.text(),
        &relay_state(&id, authenticator(context)?),
    ))
}

/// Continues at the edge's own origin, where the browser's cookies are: the user chooses a role if there are several,
/// and STS verifies the response.
pub(super) async fn proceed(
    context: &RequestContext<'_>,
    log: &mut AccessLog,
    waiting: &mut Option<Purpose>,
) -> Result<EdgeResponse> {
    let form = body::read_saml_form(context.request).await?;
    let parameters = Parameters::parse(&form).map_err(Error::from)?;
    let (config, origin) = (context.config, context.head.own_origin());
    let (cookies, now) = (cookies(context), context.clock.now()?);
    let cookies = SamlCookies::new(&cookies, origin);
    let keys = session_keys(context)?;
    let id = relayed_id(parameters.value("RelayState"), authenticator(context).ok())?;
    let cookie = binding(context);
    let state = SamlState::open(keys, origin, &id, cookies.values(), cookie.as_ref(), now)?;
    *waiting = Some(state.purpose.clone());

    let provider = by_name(config, &state.provider)?;
    let encoded = response_in(&parameters)?;
    let response = encoded.read()?;
    let expected = Expected {
        origin,
        request: &state.request(),
        provider,
    };
    response.check(&expected, now)?;
    let scope = state.purpose.scope();
    let options = role_options(config, provider, &response, scope.profile.as_deref())?;
    let option = match (parameters.value("profile"), &options[..]) {
        (Some(chosen), _) => options
            .iter()
            .find(|option| option.profile == chosen)
            .ok_or_else(not_offered)?,
        (None, [only]) => only,
        (None, _) => {
            let profiles: Vec<(&str, &str)> = options
                .iter()
                .map(|option| (option.profile, option.pair.role.as_str()))
                .collect();
            let relay_state = relay_state(&id, authenticator(context)?);
            return Ok(pages::choose_profile(
                encoded.text(),
                &relay_state,
                &profiles,
            ));
        }
    };
    let requested = RequestedRole::new(config, option, &encoded, &response, scope.read_only)?;
    let (credentials, user) = credentials::assume_with_saml(&requested, context, log).await?;
    check_user(&user, provider, origin)?;
    // STS has verified the response, so that forged ones cannot fill the storage.
    let until = milliseconds(state.expires_at.saturating_add(MARGIN_SECONDS));
    if !login_store::open(&sign_in_object(&id), None, &[], until, 0).await? {
        return Err(Error::AssertionRejected(
            "This sign-in was finished already: the identity provider's response can be used once. Run the git command again if it is still waiting.".into(),
        ));
    }

    let subject = LoginSubject::Credentials {
        name: user.name().to_owned(),
        subject: user.subject.clone(),
        profile: requested.grant.name.to_owned(),
        read_only: requested.grant.read_only,
        credentials,
        provider: provider.name.clone(),
        // SAML has no refresh tokens: the user signs in again in the browser.
        refresh: None,
    };
    let forget = cookies.forget(|text| SamlState::is_sealed_in(keys, origin, &id, text));
    let mut response = finish::finish(state.purpose, subject, &state.binding, context, log).await?;
    let forget = forget.map(|cookie| ("set-cookie", cookie.into()));
    response.headers.extend(forget);
    Ok(response)
}

fn response_in(parameters: &Parameters) -> Result<EncodedResponse> {
    let field = parameters.value("SAMLResponse").ok_or_else(|| {
        Error::AssertionRejected(
            "The identity provider sent no SAMLResponse. It must use the binding HTTP-POST for this edge.".into(),
        )
    })?;
    EncodedResponse::parse(field)
}

fn by_name<'a>(config: &'a Config, name: &str) -> Result<&'a SamlProvider> {
    config
        .saml_providers
        .iter()
        .find(|provider| provider.name == name)
        .ok_or_else(|| {
            Error::AccessDenied(
                "This identity provider is no longer configured. Run the git command again.".into(),
            )
        })
}

fn cookies(context: &RequestContext<'_>) -> String {
    let header = context.request.headers().get("cookie");
    header.ok().flatten().unwrap_or_default()
}

fn not_offered() -> Error {
    Error::AccessDenied(
        "The identity provider does not offer you the role of this profile. Go back and choose another."
            .into(),
    )
}

/// A response is remembered for longer than its sign-in can be opened, although clocks differ.
const MARGIN_SECONDS: u64 = 60;
