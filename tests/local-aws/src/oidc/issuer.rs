use http::Uri;
use http::uri::Scheme;

use crate::loopback::is_loopback;

/// The URL of an issuer, as its tokens spell it. `http` is for loopback only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issuer(String);

impl Issuer {
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let authority = uri.authority()?;
        let scheme_fits = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => url.starts_with("https://"),
            Some(scheme) if *scheme == Scheme::HTTP => {
                url.starts_with("http://") && is_loopback(authority)
            }
            _ => false,
        };
        let fits = scheme_fits
            && uri.query().is_none()
            && !url.contains('#')
            && !authority.as_str().contains('@');
        fits.then(|| Self(url.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The issuer without its scheme, with which its condition keys and its ARN begin.
    pub(crate) fn name(&self) -> &str {
        self.0
            .split_once("://")
            .map_or(self.0.as_str(), |(_, name)| name)
    }

    pub(crate) fn provider_arn(&self, partition: &str, account: &str) -> String {
        format!(
            "arn:{partition}:iam::{account}:oidc-provider/{}",
            self.name()
        )
    }

    /// Where the provider describes itself.
    pub(crate) fn configuration_url(&self) -> String {
        format!(
            "{}/.well-known/openid-configuration",
            self.0.trim_end_matches('/')
        )
    }
}
