//! The edge as a client of an identity provider (OpenID Connect Core 1.0, 3.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::AuthorizationState;
use crate::Error;
use crate::config::provider::OidcClient;
use crate::error::Upstream;
use crate::http::headers::to_lines;
use crate::jwt::{Jwt, json};
use crate::util::Secret;
use crate::util::form::{Form, encode, with_query};

/// The address where the user's browser signs in.
pub fn authorization_url(
    endpoint: &str,
    client: &OidcClient,
    state: &AuthorizationState,
    sealed_state: &str,
    redirect_uri: &str,
) -> String {
    let parameters = [
        ("response_type", "code"),
        ("client_id", &client.id),
        ("redirect_uri", redirect_uri),
        ("scope", &client.scopes),
        ("state", sealed_state),
        ("nonce", &state.nonce_text()),
        ("code_challenge", &state.verifier.challenge()),
        ("code_challenge_method", "S256"),
    ];
    let of_client = client
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let all = parameters.into_iter().chain(of_client);
    with_query(endpoint, all.map(|(name, value)| (name, Some(value))))
}

/// A request to the provider's token endpoint.
#[derive(Clone, Eq, PartialEq)]
pub struct ProviderRequest {
    /// The headers, in the format of [`to_lines`].
    pub headers: Zeroizing<String>,
    /// The form-encoded body.
    pub body: Zeroizing<String>,
}

impl ProviderRequest {
    /// A request to redeem an authorization code.
    pub fn code(
        client: &OidcClient,
        secret_in_form: bool,
        code: &str,
        state: &AuthorizationState,
        redirect_uri: &str,
    ) -> Self {
        let verifier = state.verifier.text();
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", &verifier),
        ];
        Self::new(client, secret_in_form, &parameters)
    }

    /// A request to refresh the tokens. Providers grant it only while the user may sign in.
    pub fn refresh(client: &OidcClient, secret_in_form: bool, token: &Secret) -> Self {
        let parameters = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.reveal()),
        ];
        Self::new(client, secret_in_form, &parameters)
    }

    fn new(client: &OidcClient, secret_in_form: bool, parameters: &[(&str, &str)]) -> Self {
        let mut form = Form::with_capacity(16 << 10);
        for (name, value) in parameters {
            form.add(name, value);
        }
        let basic;
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "application/json"),
        ];
        match &client.secret {
            Some(secret) if !secret_in_form => {
                // Both are form-encoded first (RFC 6749, 2.3.1).
                let secret = Zeroizing::new(encode(secret.reveal()));
                let pair = Zeroizing::new([&encode(&client.id), ":", &secret].concat());
                basic = Zeroizing::new(["Basic ", &STANDARD.encode(&*pair)].concat());
                headers.push(("authorization", &basic));
            }
            secret => {
                form.add("client_id", &client.id)
                    .add_optional("client_secret", secret.as_ref().map(Secret::reveal));
            }
        }
        Self {
            headers: Zeroizing::new(to_lines(headers)),
            body: form.finish(),
        }
    }
}

/// The tokens that the token endpoint returned.
#[derive(Debug)]
pub struct ProviderTokens {
    /// The ID token, not yet verified.
    pub id_token: Option<Box<Jwt>>,
    /// The refresh token.
    pub refresh: Option<Secret>,
}

impl ProviderTokens {
    /// The largest response that is read, in bytes.
    pub const MAX_RESPONSE: usize = 64 << 10;

    /// Parses a response; `None` if the provider rejects the code or the refresh token.
    ///
    /// # Errors
    ///
    /// [`Error::UpstreamUnreachable`], with the provider's error code.
    pub fn parse(status: u16, body: &[u8]) -> Result<Option<Self>, Error> {
        let unusable = |problem: String| Error::UpstreamUnreachable {
            upstream: Upstream::IdentityProvider,
            detail: format!("the token endpoint answered {status}: {problem}"),
        };
        let members = json::object(body).ok_or_else(|| unusable("not a JSON object".into()))?;
        let text = |name: &str| {
            members
                .get(name)
                .and_then(|value| value.as_str())
                .filter(|text| !text.is_empty())
        };
        if status != 200 {
            return match text("error") {
                Some("invalid_grant") => Ok(None),
                error => Err(unusable(
                    error
                        .unwrap_or("no error is named")
                        .chars()
                        .filter(|c| c.is_ascii_lowercase() || *c == '_' || *c == ' ')
                        .take(40)
                        .collect(),
                )),
            };
        }
        let id_token = text("id_token")
            .map(|text| Jwt::parse(text).map(Box::new))
            .transpose()
            .map_err(|error| unusable(error.to_string()))?;
        Ok(Some(Self {
            id_token,
            refresh: text("refresh_token").map(Secret::new),
        }))
    }
}
