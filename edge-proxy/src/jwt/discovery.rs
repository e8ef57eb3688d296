use serde_json::Value;

use super::{JwtError, json};
use crate::util::{HttpUrl, Scheme};

/// The members of an issuer's metadata that the edge uses (OpenID Connect Discovery 1.0, 3; RFC 8414).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discovery {
    jwks_uri: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    secret_in_form: bool,
    returns_issuer: bool,
}

impl Discovery {
    /// The largest document that is read, in bytes.
    pub const MAX_BYTES: usize = 64 << 10;

    /// Parses the discovery document of `issuer`, which must name exactly this issuer.
    ///
    /// # Errors
    ///
    /// [`JwtError::Discovery`] if it names another issuer, or an untrustworthy address for the keys. Trustworthy are
    /// `https`, and plain `http` if the issuer and the address are both on loopback.
    pub fn parse(document: &[u8], issuer: &str) -> Result<Self, JwtError> {
        if document.len() > Self::MAX_BYTES {
            return Err(JwtError::Discovery("it is longer than 64 KiB"));
        }
        let members =
            json::object(document).ok_or(JwtError::Discovery("it is not a JSON object"))?;
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        if text("issuer") != Some(issuer) {
            return Err(JwtError::Discovery(
                "its `issuer` is not exactly the configured one; a trailing slash matters",
            ));
        }

        let jwks_uri = text("jwks_uri").ok_or(JwtError::Discovery("it has no `jwks_uri`"))?;
        let is_http_on_loopback =
            |url: HttpUrl<'_>| url.scheme() == Scheme::Http && url.is_loopback();
        let issuer_is_here = HttpUrl::parse(issuer).is_some_and(is_http_on_loopback);
        let is_trusted = |url: &str| {
            HttpUrl::parse(url).is_some_and(|url| {
                let is_reached_safely =
                    url.scheme() == Scheme::Https || issuer_is_here && is_http_on_loopback(url);
                is_reached_safely && !url.rest().contains('#')
            })
        };
        if !is_trusted(jwks_uri) {
            return Err(JwtError::Discovery("its `jwks_uri` is not an https URL"));
        }
        let endpoint = |name: &str| text(name).filter(|url| is_trusted(url)).map(str::to_owned);
        let lists = |name: &str, wanted: &str| {
            let methods = members.get(name).and_then(Value::as_array);
            methods.is_some_and(|methods| methods.iter().any(|it| it.as_str() == Some(wanted)))
        };
        let methods = "token_endpoint_auth_methods_supported";
        Ok(Self {
            jwks_uri: jwks_uri.to_owned(),
            authorization_endpoint: endpoint("authorization_endpoint"),
            token_endpoint: endpoint("token_endpoint"),
            // The default is the header (OpenID Connect Discovery 1.0, 3).
            secret_in_form: lists(methods, "client_secret_post")
                && !lists(methods, "client_secret_basic"),
            returns_issuer: members.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
        })
    }

    /// The authorization endpoint, if its address is trustworthy.
    pub fn authorization_endpoint(&self) -> Option<&str> {
        self.authorization_endpoint.as_deref()
    }

    /// The token endpoint, if its address is trustworthy.
    pub fn token_endpoint(&self) -> Option<&str> {
        self.token_endpoint.as_deref()
    }

    /// Whether a client sends its secret to the token endpoint in the form rather than in a header.
    pub fn secret_in_form(&self) -> bool {
        self.secret_in_form
    }

    /// Whether the issuer returns `iss` with each authorization code (RFC 9207).
    pub fn returns_issuer(&self) -> bool {
        self.returns_issuer
    }

    /// The address of the issuer's [`KeySet`](super::KeySet).
    pub fn jwks_uri(&self) -> &str {
        &self.jwks_uri
    }
}
