//! Identifies the caller.

use signer_wasm::Timestamp;

use crate::auth::Credential;
use crate::auth::credential_request;
use crate::http::{AccessLog, RequestHead};
use crate::session::SessionToken;
use crate::{Config, Error};

/// The caller, and whether AWS credentials are needed for them.
pub(super) enum Identified {
    Complete(Credential),
    NeedsCredentials(credential_request::Caller),
}

// Out of line: the runtime compiles a function whole when it is first called.
#[inline(never)]
pub(super) fn identify(
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    log: &mut AccessLog,
) -> Result<Identified, Error> {
    let authorization = request.header("authorization").filter(|it| !it.is_empty());
    let assertion = request
        .header("cf-access-jwt-assertion")
        .filter(|_| authorization.is_none())
        .and_then(Credential::from_token);
    let credential = match assertion {
        // Without Cloudflare Access in front, anyone can send the header: the token must be from that provider, and
        // is verified like any other.
        Some(Ok(Credential::WebIdentity(jwt)))
            if jwt
                .claims()
                .issuer()
                .and_then(|issuer| config.provider(issuer))
                .is_some_and(|provider| provider.cloudflare_access) =>
        {
            Credential::WebIdentity(jwt)
        }
        _ => Credential::parse(authorization, config.accept_access_keys)?,
    };
    log.observe_credential(credential.kind(), credential.principal());

    Ok(match credential {
        Credential::WebIdentity(jwt) => {
            Identified::NeedsCredentials(credential_request::Caller::Token(jwt))
        }
        Credential::Session(token) => {
            let keys = config.session_keys.as_ref().ok_or_else(|| {
                Error::UnrecognisedCredential("This edge has no sessions, and the token looks like one. Its operator can set SESSION_KEYS.".into())
            })?;
            let session = SessionToken::open(keys, request.own_origin(), &token, now)?;
            Identified::NeedsCredentials(credential_request::Caller::Session {
                session: Box::new(session),
                token,
            })
        }
        credential => Identified::Complete(credential),
    })
}
