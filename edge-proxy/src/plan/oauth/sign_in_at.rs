//! Where a user signs in, and the page to choose it on.

use super::{LoginStep, Plan};
use crate::config::IdentityCenter;
use crate::http::{EdgeResponse, RequestHead};
use crate::util::form::with_query;
use crate::util::{HttpUrl, Parameters};
use crate::{Config, Error, pages};

/// Where users sign in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum SignInAt {
    /// IAM Identity Center.
    IdentityCenter,
    /// The identity provider of this name.
    Provider(String),
    /// The SAML identity provider of this name.
    Saml(String),
}

/// Plans the `step` at the place where the user wants to sign in, or else the page to choose one.
pub(super) fn begin(
    wanted: Option<&str>,
    parameters: &Parameters,
    config: &Config,
    request: &RequestHead<'_>,
    step: impl FnOnce(SignInAt) -> LoginStep,
) -> Result<Plan, Error> {
    Ok(match choose(config, wanted)? {
        Some(at) => Plan::Login(step(at)),
        None => {
            let (path, _) = request.path_and_query();
            Plan::Respond(choice(config, request.own_origin(), path, parameters))
        }
    })
}

/// Where to sign in; `None` if the user has to choose first.
fn choose(config: &Config, wanted: Option<&str>) -> Result<Option<SignInAt>, Error> {
    let mut all: Vec<SignInAt> = config
        .sign_in_providers()
        .map(|provider| SignInAt::Provider(provider.name.clone()))
        .collect();
    let saml = config.saml_providers.iter();
    all.extend(saml.map(|provider| SignInAt::Saml(provider.name.clone())));
    all.extend(
        config
            .identity_center
            .as_ref()
            .map(|_| SignInAt::IdentityCenter),
    );
    match wanted {
        None if all.len() > 1 => Ok(None),
        None => Ok(all.pop()),
        Some(wanted) => all
            .into_iter()
            .find(|at| at.name() == wanted)
            .map(Some)
            .ok_or_else(|| Error::BadRequest("This edge has no identity provider of this name. Leave out `provider` to choose one.".into())),
    }
}

impl SignInAt {
    fn name(&self) -> &str {
        match self {
            Self::IdentityCenter => IdentityCenter::NAME,
            Self::Provider(name) | Self::Saml(name) => name,
        }
    }
}

/// The page to choose on, whose links lead back to the same address.
fn choice(config: &Config, origin: &str, path: &str, asked: &Parameters) -> EdgeResponse {
    let href = |name: &str| {
        let kept = asked.iter().filter(|(known, _)| *known != "provider");
        let parameters = kept.chain([("provider", name)]);
        with_query(path, parameters.map(|(name, value)| (name, Some(value))))
    };
    let saml = config.saml_providers.iter();
    let mut links: Vec<(&str, String)> = config
        .sign_in_providers()
        .map(|provider| provider.name.as_str())
        .chain(saml.map(|provider| provider.name.as_str()))
        .map(|name| (name, href(name)))
        .collect();
    if config.identity_center.is_some() {
        links.push(("IAM Identity Center", href(IdentityCenter::NAME)));
    }
    let links: Vec<(&str, &str)> = links
        .iter()
        .map(|(label, href)| (*label, href.as_str()))
        .collect();
    let host = HttpUrl::parse(origin).map_or(origin, |url| url.authority());
    pages::choose_provider(host, &links)
}
