use serde_json::Value;

use super::{JwtError, json};

/// What is needed of an issuer's metadata (OpenID Connect Discovery 1.0, 3; RFC 8414).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Discovery {
    jwks_uri: String,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    secret_in_form: bool,
    names_itself: bool,
}

impl Discovery {
    /// The longest document that is worth reading, in bytes.
    pub const MAX_BYTES: usize = 64 << 10;

    /// Reads the document of `issuer`, which must call itself exactly so.
    ///
    /// # Errors
    ///
    /// [`JwtError::Discovery`] when it is another issuer's, or its keys are not at an address that
    /// can be trusted: `https`, or plain `http` where both are on this machine.
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
        let is_trusted =
            |url: &str| is_https(url) || is_http_on_loopback(url) && is_http_on_loopback(issuer);
        if !is_trusted(jwks_uri) {
            return Err(JwtError::Discovery("its `jwks_uri` is not an https URL"));
        }
        let endpoint = |name: &str| {
            text(name)
                .filter(|url| is_trusted(url) && !url.contains('#'))
                .map(str::to_owned)
        };
        let lists = |name: &str, wanted: &str| {
            let methods = members.get(name).and_then(Value::as_array);
            methods.is_some_and(|methods| methods.iter().any(|it| it.as_str() == Some(wanted)))
        };
        let methods = "token_endpoint_auth_methods_supported";
        Ok(Self {
            jwks_uri: jwks_uri.to_owned(),
            authorization_endpoint: endpoint("authorization_endpoint"),
            token_endpoint: endpoint("token_endpoint"),
            // Where nothing is said, it is the header (OpenID Connect Discovery 1.0, 3).
            secret_in_form: lists(methods, "client_secret_post")
                && !lists(methods, "client_secret_basic"),
            names_itself: members.get("authorization_response_iss_parameter_supported")
                == Some(&Value::Bool(true)),
        })
    }

    /// Where people sign in, if at an address that can be trusted.
    pub fn authorization_endpoint(&self) -> Option<&str> {
        self.authorization_endpoint.as_deref()
    }

    /// Where codes are redeemed, if at an address that can be trusted.
    pub fn token_endpoint(&self) -> Option<&str> {
        self.token_endpoint.as_deref()
    }

    /// Whether a client's secret has to go there in the form, and not in a header.
    pub fn secret_in_form(&self) -> bool {
        self.secret_in_form
    }

    /// Whether it says its name with each code (RFC 9207).
    pub fn names_itself(&self) -> bool {
        self.names_itself
    }

    /// Where the issuer's [`KeySet`](super::KeySet) is.
    pub fn jwks_uri(&self) -> &str {
        &self.jwks_uri
    }
}

fn is_https(url: &str) -> bool {
    host(url, "https://").is_some()
}

fn is_http_on_loopback(url: &str) -> bool {
    host(url, "http://").is_some_and(|host| matches!(host, "127.0.0.1" | "localhost" | "[::1]"))
}

/// The host of an absolute URL of one scheme. `None` where a user name or a backslash could make others find another
/// host in it.
fn host<'a>(url: &'a str, scheme: &str) -> Option<&'a str> {
    let rest = url.strip_prefix(scheme)?;
    let authority = rest.split(['/', '?']).next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => {
            port.parse::<u16>().ok()?;
            host
        }
        _ => authority,
    };
    let is_plain = url.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !host.contains('@');
    (is_plain && !host.is_empty()).then_some(host)
}
