use signer_wasm::{Credentials, Timestamp};
use zeroize::Zeroizing;

use crate::Error;
use crate::http::{Basic, BasicError, scheme_and_parameters};
use crate::jwt::Jwt;
use crate::session::SessionToken;

/// The credential in the `Authorization` header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Credential {
    /// Access keys, with which the edge signs.
    AccessKeys(Credentials),
    /// An IAM user's static Git credentials, which CodeCommit accepts unchanged.
    GitCredentials {
        /// `{user}-at-{account}`
        username: String,
    },
    /// A session that this edge sealed.
    Session(Zeroizing<String>),
    /// A password that the caller signed.
    Signed {
        /// The id of the access key that signed it.
        access_key_id: String,
        /// When it was signed, by the caller's clock.
        signed_at: Timestamp,
    },
    /// An identity provider's token, not yet verified.
    WebIdentity(Box<Jwt>),
}

impl Credential {
    /// Parses the header's value.
    ///
    /// # Errors
    ///
    /// [`Error::Unauthenticated`] without a header, [`Error::UnrecognisedCredential`] for a credential of any other
    /// kind.
    pub fn parse(authorization: Option<&str>, accept_access_keys: bool) -> Result<Self, Error> {
        let authorization = authorization
            .filter(|value| !value.is_empty())
            .ok_or(Error::Unauthenticated)?;
        let (scheme, parameters) = scheme_and_parameters(authorization);
        if scheme.eq_ignore_ascii_case("bearer") {
            return Self::from_token(parameters).unwrap_or_else(|| {
                Err(unrecognised(
                    "The Bearer token is neither a JWT nor a session of this edge. Send the identity provider's complete token.",
                ))
            });
        }
        if !scheme.eq_ignore_ascii_case("basic") {
            return Err(unrecognised(
                "The Authorization header uses neither the Basic nor the Bearer scheme. This edge accepts only these two.",
            ));
        }

        let basic = Basic::decode(parameters).map_err(|error| {
            unrecognised(match error {
                BasicError::Colon => {
                    "The Basic credential has no `:` between user name and password."
                }
                BasicError::Encoding => {
                    "The Basic credential is not a user name and a password in base64."
                }
            })
        })?;
        let (username, password) = basic.username_and_password();
        Self::from_basic(username, password, accept_access_keys)
    }

    /// Parses a bare token; `None` if it does not look like a session or a JWT.
    ///
    /// # Errors
    ///
    /// [`Error::UnrecognisedCredential`] if it looks like one and cannot be parsed.
    pub fn from_token(text: &str) -> Option<Result<Self, Error>> {
        if Jwt::is_shaped(text) {
            return Some(
                Jwt::parse(text)
                    .map(|jwt| Self::WebIdentity(Box::new(jwt)))
                    .map_err(Error::from),
            );
        }

        SessionToken::is_shaped(text).then(|| Ok(Self::Session(Zeroizing::new(text.to_owned()))))
    }

    /// The kind, for the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::AccessKeys(_) => "access_keys",
            Self::GitCredentials { .. } => "git_credentials",
            Self::Session(_) => "session",
            Self::Signed { .. } => "signed",
            Self::WebIdentity(_) => "web_identity",
        }
    }

    /// The name in the credential: an access key id, the user name of Git credentials, or a token's subject. `None`
    /// for a session, which is not opened yet.
    pub fn principal(&self) -> Option<&str> {
        match self {
            Self::AccessKeys(credentials) => Some(credentials.access_key_id()),
            Self::GitCredentials { username } => Some(username),
            Self::Session(_) => None,
            Self::Signed { access_key_id, .. } => Some(access_key_id),
            Self::WebIdentity(jwt) => jwt.claims().subject(),
        }
    }

    fn from_basic(username: &str, password: &str, accept_access_keys: bool) -> Result<Self, Error> {
        let access_key_id = username.split('%').next().unwrap_or_default();

        if let Some(signed_at) = signing_time(password)
            && is_access_key_id(access_key_id)
        {
            return Ok(Self::Signed {
                access_key_id: access_key_id.to_owned(),
                signed_at,
            });
        }

        if let Some(token) = Self::from_token(password) {
            return token;
        }

        // GitHub's and GitLab's tokens are put into URLs this way: `https://{token}:x-oauth-basic@…`.
        if let Some(token) = Self::from_token(username) {
            return match FILLERS.contains(&password) {
                true => token,
                false => Err(unrecognised(
                    "The user name is a token, but there is also a password. Send the token as the password, with any user name.",
                )),
            };
        }

        if is_git_username(username) {
            return Ok(Self::GitCredentials {
                username: username.to_owned(),
            });
        }

        if !(username.starts_with("AKIA") || username.starts_with("ASIA"))
            || !is_access_key_id(access_key_id)
        {
            return Err(unrecognised(
                "The password is neither an identity provider's token nor a session of this edge, and the user name is neither an access key id nor the user name of Git credentials (`{user}-at-{account}`).",
            ));
        }

        if access_key_id != username {
            return Err(unrecognised(
                "The user name contains a session token, but the password is not a signed one (80 characters, `{time}Z{signature}`).",
            ));
        }

        if !accept_access_keys {
            return Err(unrecognised(
                "The user name is an access key id, but the password is not a signed one, and this edge does not accept secret keys. Sign the password; or the operator can set ACCEPT_ACCESS_KEYS.",
            ));
        }

        access_keys(username, password)
    }
}

/// The password of access keys is `{secret}` or `{secret}:{session token}`; secret keys contain no colon.
fn access_keys(access_key_id: &str, password: &str) -> Result<Credential, Error> {
    let (secret, token) = match password.split_once(':') {
        Some((secret, token)) => (secret, Some(token)),
        None => (password, None),
    };
    if access_key_id.starts_with("ASIA") && token.is_none_or(str::is_empty) {
        return Err(unrecognised(
            "The access key id is a temporary one (ASIA…), which needs its session token: send `{secret key}:{session token}` as the password.",
        ));
    }

    Ok(Credential::AccessKeys(Credentials::new(
        access_key_id,
        secret,
        token,
        None,
    )?))
}

/// When a signed password was signed; `None` for any other password.
fn signing_time(password: &str) -> Option<Timestamp> {
    let (time, signature) = password.split_at_checked(16)?;
    let is_signature = signature.len() == 64
        && signature
            .bytes()
            .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    is_signature.then(|| Timestamp::parse(time).ok()).flatten()
}

fn is_access_key_id(text: &str) -> bool {
    (16..=128).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

fn is_git_username(username: &str) -> bool {
    username.rsplit_once("-at-").is_some_and(|(user, account)| {
        !user.is_empty()
            && user.bytes().all(|b| b.is_ascii_graphic())
            && account.len() == 12
            && account.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Meaningless passwords that clients send when the token is in the user name.
const FILLERS: [&str; 5] = ["", "oauth2", "x", "x-oauth-basic", "x-token-auth"];

fn unrecognised(problem: &'static str) -> Error {
    Error::UnrecognisedCredential(problem.into())
}
