use zeroize::Zeroizing;

use super::client::{PAGE, is_known};
use super::{Login, LoginToken, OAuthError, TokenKind};
use crate::Config;
use crate::http::{Basic, scheme_and_parameters};
use crate::util::Parameters;

/// A request for an access token (RFC 6749, 4.1.3 and 6; RFC 8628, 3.4).
#[derive(Debug, Eq, PartialEq)]
pub enum TokenRequest {
    /// The authorization code grant (RFC 6749, 4.1.3).
    Code {
        /// The authorization code.
        token: LoginToken,
        /// The redirect URI that the code was sent to.
        redirect_uri: String,
        /// The PKCE verifier.
        verifier: Zeroizing<String>,
    },
    /// The device code grant (RFC 8628, 3.4).
    Device(LoginToken),
    /// The refresh token grant (RFC 6749, 6).
    Refresh(LoginToken),
}

impl TokenRequest {
    /// Parses the form, and determines which client sent it.
    ///
    /// # Errors
    ///
    /// [`OAuthError`]
    pub fn parse(
        parameters: &Parameters,
        authorization: Option<&str>,
        config: &Config,
        origin: &str,
    ) -> Result<(Self, String), OAuthError> {
        let client_id = client_id_of(parameters, authorization, config)?;
        let value = |name: &str| {
            parameters
                .value(name)
                .ok_or_else(|| OAuthError::missing(name))
        };
        let token = |kind, name| {
            let text = value(name)?;
            let authenticator = config.authenticator(origin);
            let token = authenticator.and_then(|it| LoginToken::parse(kind, text, it));
            token.ok_or_else(|| {
                OAuthError::invalid_grant(
                    "This edge did not issue this code or token. Sign in again.",
                )
            })
        };
        let request = match value("grant_type")? {
            "authorization_code" => Self::Code {
                token: token(TokenKind::Code, "code")?,
                redirect_uri: value("redirect_uri")?.to_owned(),
                verifier: Zeroizing::new(value("code_verifier")?.to_owned()),
            },
            "refresh_token" => Self::Refresh(token(TokenKind::Refresh, "refresh_token")?),
            "urn:ietf:params:oauth:grant-type:device_code" => {
                Self::Device(token(TokenKind::Device, "device_code")?)
            }
            _ => {
                return Err(OAuthError::new(
                    "unsupported_grant_type",
                    "This edge supports authorization_code, refresh_token and urn:ietf:params:oauth:grant-type:device_code.",
                ));
            }
        };
        Ok((request, client_id))
    }

    /// The token in the request.
    pub fn token(&self) -> &LoginToken {
        match self {
            Self::Code { token, .. } | Self::Device(token) | Self::Refresh(token) => token,
        }
    }

    /// Checks the request against the login that its token opened.
    ///
    /// # Errors
    ///
    /// `invalid_grant` if the client, the redirect URI or the verifier is not the one that the code was issued to.
    pub fn check(&self, login: &Login, client_id: &str) -> Result<(), OAuthError> {
        let refuse = |problem| Err(OAuthError::invalid_grant(problem));
        if login.client_id != client_id {
            return refuse(
                "The code or token was given to a program with another client_id. Sign in again.",
            );
        }
        match (self, &login.code) {
            (
                Self::Code {
                    redirect_uri,
                    verifier,
                    ..
                },
                Some(code),
            ) => {
                if code.redirect_uri.as_str() != redirect_uri {
                    return refuse(
                        "The redirect_uri is not the one that the code was sent to. Sign in again.",
                    );
                }
                match code.challenge.matches(verifier) {
                    true => Ok(()),
                    false => refuse(
                        "The code_verifier does not match the code_challenge. Sign in again.",
                    ),
                }
            }
            (Self::Code { .. }, None) | (_, Some(_)) => {
                refuse("The code or token does not belong to this grant_type. Sign in again.")
            }
            (_, None) => Ok(()),
        }
    }
}

/// The client id: a parameter, or the user name of Basic authentication, whose password is empty or ignored.
///
/// # Errors
///
/// `invalid_client`
pub fn client_id_of(
    parameters: &Parameters,
    authorization: Option<&str>,
    config: &Config,
) -> Result<String, OAuthError> {
    let in_header = authorization
        .map(scheme_and_parameters)
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, parameters)| Basic::decode(parameters).ok());
    let in_header = in_header
        .as_ref()
        .map(|basic| basic.username_and_password().0);
    let in_form = parameters.value("client_id");
    let problem = match (in_header, in_form) {
        (Some(header), Some(form)) if header != form => {
            "The client_id in the form is not the user name in the Authorization header. Send one of them."
        }
        (Some(id), _) | (None, Some(id)) if is_known(id, config) => return Ok(id.to_owned()),
        (None, None) => "The request has no client_id. That of git's helpers is `git`: see /setup.",
        _ => "This edge does not know the client_id. That of git's helpers is `git`: see /setup.",
    };
    Err(OAuthError {
        // The status must be 401 if the client used the header (RFC 6749, 5.2); it may then try the form.
        status: if in_header.is_some() { 401 } else { 400 },
        ..OAuthError::new("invalid_client", problem)
    })
}

/// The client id of a device authorization request, which the edge's own page must not make.
///
/// # Errors
///
/// Like [`client_id_of`], and `unauthorized_client`.
pub fn device_client_id_of(
    parameters: &Parameters,
    authorization: Option<&str>,
    config: &Config,
) -> Result<String, OAuthError> {
    match client_id_of(parameters, authorization, config)? {
        id if id == PAGE => Err(OAuthError::new(
            "unauthorized_client",
            "This client can sign in only at /oauth/authorize.",
        )),
        id => Ok(id),
    }
}
