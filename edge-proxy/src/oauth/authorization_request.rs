use super::client::{PAGE, is_known, redirect_uri};
use super::{Challenge, ClientRequest, Scope};
use crate::util::Parameters;
use crate::{Config, Error};

/// An authorization request (RFC 6749, 4.1.1), with which a helper opens the user's browser.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuthorizationRequest {
    /// The helper's part of the request.
    pub client: ClientRequest,
    /// `provider`: the identity provider that the user chose, if there are several.
    pub provider: Option<String>,
}

/// An authorization request that is rejected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AuthorizationError {
    /// The helper is told, at this redirect URI.
    Redirect(String),
    /// The user is told, because the redirect URI is not valid.
    Page(Error),
}

impl AuthorizationRequest {
    /// Parses the parameters of the request to `issuer`, the edge's origin.
    ///
    /// # Errors
    ///
    /// [`AuthorizationError`]: nothing is ever sent to a redirect URI outside loopback and the edge itself.
    pub fn parse(
        parameters: &Parameters,
        config: &Config,
        issuer: &str,
    ) -> Result<Self, AuthorizationError> {
        let page =
            |problem: &'static str| AuthorizationError::Page(Error::BadRequest(problem.into()));
        let client_id = parameters.value("client_id").ok_or_else(|| {
            page("The request has no client_id. That of git's helpers is `git`: see /setup.")
        })?;
        if !is_known(client_id, config) {
            return Err(page(
                "This edge does not know the client_id. That of git's helpers is `git`: see /setup.",
            ));
        }
        let redirect_uri = parameters.value("redirect_uri").ok_or_else(|| {
            page(
                "The request has no redirect_uri. Configure the credential helper as /setup shows.",
            )
        })?;
        let redirect_uri = self::redirect_uri(client_id, redirect_uri, issuer)
            .ok_or_else(|| match client_id {
                PAGE => page("The redirect_uri of the client `www` must be the edge's own address with a slash at the end."),
                _ => page("The redirect_uri is not a loopback address. Use http://127.0.0.1, http://[::1] or http://localhost, on any port, without a query.")
            })?;

        let state = parameters.value("state");
        let redirect = |error: &str, description: &str| {
            AuthorizationError::Redirect(redirect_uri.with(&[
                ("error", Some(error)),
                ("error_description", Some(description)),
                ("state", state.filter(|state| state.len() <= MAX_STATE)),
                ("iss", Some(issuer)),
            ]))
        };
        if state.is_some_and(|state| state.len() > MAX_STATE) {
            return Err(redirect("invalid_request", "The state is too long."));
        }
        if parameters.value("response_type") != Some("code") {
            return Err(redirect(
                "unsupported_response_type",
                "This edge supports only response_type=code.",
            ));
        }
        if parameters
            .value("response_mode")
            .is_some_and(|mode| mode != "query")
        {
            return Err(redirect(
                "invalid_request",
                "This edge supports only response_mode=query.",
            ));
        }
        let challenge = parameters
            .value("code_challenge")
            .filter(|_| parameters.value("code_challenge_method") == Some("S256"))
            .and_then(Challenge::parse)
            .ok_or_else(|| {
                redirect(
                    "invalid_request",
                    "This edge requires PKCE: a code_challenge with the method S256.",
                )
            })?;
        let scope =
            Scope::parse(parameters.value("scope").unwrap_or_default()).ok_or_else(|| {
                redirect(
                    "invalid_scope",
                    "This edge supports the scopes read, write and profile:{name}.",
                )
            })?;

        Ok(Self {
            client: ClientRequest {
                client_id: client_id.to_owned(),
                state: state.map(str::to_owned),
                redirect_uri,
                challenge,
                scope,
            },
            provider: parameters.value("provider").map(str::to_owned),
        })
    }
}

const MAX_STATE: usize = 1024;
