use super::{LoginStep, Plan};
use crate::oauth::CALLBACK;
use crate::util::Parameters;
use crate::{Config, Error};

/// Plans the return of a browser from an identity provider (OpenID Connect Core 1.0, 3.1.2.5).
pub(super) fn decide(
    path: &str,
    parameters: impl FnOnce() -> Result<Parameters, Error>,
    config: &Config,
) -> Result<Plan, Error> {
    let name = path.strip_prefix(CALLBACK).unwrap_or_default();
    let provider = config
        .sign_in_providers()
        .find(|provider| provider.name == name)
        .ok_or_else(|| {
            Error::NotFound("This edge has no identity provider of the name in this address. The redirect URI to register at a provider is /oauth/callback/{its name in IDENTITY_PROVIDERS}.".into())
        })?;
    Ok(Plan::Login(LoginStep::Callback {
        provider: provider.name.clone(),
        parameters: parameters()?,
    }))
}
