//! Who calls.

use signer_wasm::Timestamp;

use crate::auth::Identity;
use crate::auth::credential_request;
use crate::http::{Facts, RequestHead};
use crate::session::SessionToken;
use crate::{Config, Error};

/// Who calls, and whether AWS has yet to be asked about them.
pub(super) enum Caller {
    Known(Identity),
    Unknown(credential_request::Caller),
}

pub(super) fn identify(
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    facts: &mut Facts,
) -> Result<Caller, Error> {
    let authorization = request.header("authorization").filter(|it| !it.is_empty());
    let assertion = request
        .header("cf-access-jwt-assertion")
        .filter(|_| authorization.is_none())
        .and_then(Identity::from_token);
    let identity = match assertion {
        // Anyone can send the header where Cloudflare Access is not in front: it has to be the
        // provider's, and verified as any token.
        Some(Ok(Identity::WebIdentity(jwt)))
            if jwt
                .claims()
                .issuer()
                .and_then(|issuer| config.provider(issuer))
                .is_some_and(|provider| provider.cloudflare_access) =>
        {
            Identity::WebIdentity(jwt)
        }
        _ => Identity::parse(authorization, config.accept_access_keys)?,
    };
    facts.observe_identity(&identity);

    Ok(match identity {
        Identity::WebIdentity(jwt) => Caller::Unknown(credential_request::Caller::Token(jwt)),
        Identity::Session(token) => {
            let keys = config.session_keys.as_ref().ok_or_else(|| {
                Error::UnrecognisedCredential("This edge has no sessions, and the token has the form of one. Its operator can set SESSION_KEYS.".into())
            })?;
            let session = SessionToken::open(keys, request.own_origin(), &token, now)?;
            Caller::Unknown(credential_request::Caller::Session {
                session: Box::new(session),
                token,
            })
        }
        identity => Caller::Known(identity),
    })
}
