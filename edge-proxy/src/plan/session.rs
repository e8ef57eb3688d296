//! Plans requests for the edge's own sessions.

use signer_wasm::Timestamp;

use super::Plan;
use super::caller::{Identified, identify};
use crate::auth::Credential;
use crate::auth::credential_request;
use crate::auth::credential_request::{CredentialRequest, CredentialTarget};
use crate::http::{AccessLog, RequestHead};
use crate::session::{Session, SessionSubject};
use crate::{Config, Error};

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(super) fn open(
    profile: Option<String>,
    read_only: bool,
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    if config.session_keys.is_none() {
        return Err(Error::NotFound(
            "This edge has no sessions. Its operator can set SESSION_KEYS.".into(),
        ));
    }
    if let Some(name) = &profile
        && !config.profiles.contains_key(name)
    {
        return Err(Error::NotFound(
            "This edge has no profile of that name.".into(),
        ));
    }
    // Logged only now: an unknown name may be a token in the wrong place.
    log.profile.clone_from(&profile);

    match identify(config, request, now, log)? {
        Identified::Complete(Credential::AccessKeys(credentials)) => Ok(Plan::OpenSession(NewSession {
            profile,
            read_only,
            longest_until: credentials.expiration(),
            subject: SessionSubject::Credentials(credentials),
        })),
        Identified::Complete(_) => Err(Error::UnrecognisedCredential("A session cannot be opened with this credential. Send access keys or an identity provider's token.".into())),
        Identified::NeedsCredentials(credential_request::Caller::Session { .. }) => Err(Error::UnrecognisedCredential("A session cannot open another session. Send the credential that this one was opened with.".into())),
        Identified::NeedsCredentials(caller) => Ok(Plan::NeedCredentials(Box::new(CredentialRequest {
            caller,
            target: CredentialTarget::Session { profile, read_only },
        }))),
    }
}

#[inline(never)]
pub(super) fn end(
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    session_of("ends", config, request, now, log).map(Plan::EndSession)
}

#[inline(never)]
pub(super) fn show(
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    session_of("describes", config, request, now, log).map(Plan::ShowSession)
}

/// The session in the `Authorization` header of a request that `does` something to it.
///
/// # Errors
///
/// [`Error::UnrecognisedCredential`] for any other credential.
fn session_of(
    does: &str,
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Box<Session>, Error> {
    match identify(config, request, now, log)? {
        Identified::NeedsCredentials(credential_request::Caller::Session { session, .. }) => {
            Ok(session)
        }
        Identified::Complete(_)
        | Identified::NeedsCredentials(credential_request::Caller::Token(_)) => {
            Err(Error::UnrecognisedCredential(format!(
                "This request {does} a session. Send the session's token, as the Bearer token or as the password."
            ).into()))
        }
    }
}

/// A session to open.
pub struct NewSession {
    /// The profile to which the session is limited.
    pub profile: Option<String>,
    /// Whether the session is read-only.
    pub read_only: bool,
    /// When its contents expire, at the latest.
    pub longest_until: Option<Timestamp>,
    /// The caller that the session authenticates.
    pub subject: SessionSubject,
}
