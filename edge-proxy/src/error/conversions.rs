//! Which refusal an error of another module becomes.

use super::{Error, Upstream};
use crate::jwt::JwtError;
use crate::session::SessionError;
use crate::util::ParametersError;

impl From<JwtError> for Error {
    fn from(error: JwtError) -> Self {
        let text = error.to_string().into();
        match error {
            JwtError::Expired { .. } => Self::CredentialsExpired(text),
            JwtError::NotYetValid { .. } => Self::ClockSkewed(text),
            JwtError::SignatureInvalid => Self::SignatureRejected(text),
            JwtError::Discovery(problem) | JwtError::KeySet(problem) => Self::UpstreamUnreachable {
                upstream: Upstream::IdentityProvider,
                detail: problem.to_owned(),
            },
            _ => Self::UnrecognisedCredential(text),
        }
    }
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        let text = error.to_string().into();
        match error {
            SessionError::Expired { .. } | SessionError::UnknownKey => {
                Self::CredentialsExpired(text)
            }
            SessionError::Rejected => Self::SignatureRejected(text),
            SessionError::Malformed => Self::UnrecognisedCredential(text),
        }
    }
}

impl From<ParametersError> for Error {
    fn from(error: ParametersError) -> Self {
        Self::BadRequest(error.to_string().into())
    }
}

impl From<signer_wasm::Error> for Error {
    fn from(error: signer_wasm::Error) -> Self {
        match error {
            signer_wasm::Error::InvalidRepositoryName(_) => {
                Self::BadRepositoryName(sentence(&error))
            }
            signer_wasm::Error::CredentialsExpired { .. } => {
                Self::CredentialsExpired(sentence(&error).into())
            }
            signer_wasm::Error::InvalidCredentials(_) => {
                Self::UnrecognisedCredential(sentence(&error).into())
            }
            _ => Self::NotFound(sentence(&error).into()),
        }
    }
}

/// A message of the signer, which is written for the middle of a sentence, as a sentence.
fn sentence(error: &signer_wasm::Error) -> String {
    let mut message = error.to_string();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !message.ends_with('.') {
        message.push('.');
    }
    message
}
