//! The `AssumeRole` request for a caller.

use signer_wasm::Endpoint;
use zeroize::Zeroizing;

use super::{Caller, CredentialRequest, CredentialTarget, unreadable_session};
use crate::auth::grant::{Grant, only_by_saml};
use crate::auth::verified_identity::{caller_name, verified_identity};
use crate::aws::sts::{AssumeRole, Evidence, session_name};
use crate::config::role::AssumeWith;
use crate::session::{SessionSubject, VerifiedIdentity};
use crate::{Config, Error};

impl CredentialRequest {
    /// Builds the request to STS.
    pub(super) fn assume_role(
        &self,
        grant: &Grant<'_>,
        identity: Option<&VerifiedIdentity>,
        config: &Config,
    ) -> Result<AssumeRole, Error> {
        Ok(AssumeRole {
            role: grant.role.arn.clone(),
            region: grant.sts_region(config, self.wanted().region())?,
            fips: self
                .git()
                .is_some_and(|route| *route.remote.host().endpoint() == Endpoint::Fips),
            session_name: self.session_name(),
            duration_seconds: grant.role.duration_seconds,
            policy: match &self.target {
                CredentialTarget::Repositories { region, .. } => grant.list_policy(region),
                _ => grant.session_policy(self.asks_to_read(), self.repository())?,
            },
            evidence: self.evidence(grant, identity),
        })
    }

    /// The identity that the edge vouches for, if it assumes the role with its own keys.
    pub(super) fn identity(&self, grant: &Grant<'_>) -> Result<Option<VerifiedIdentity>, Error> {
        match (&self.caller, &grant.role.assume_with) {
            (_, AssumeWith::Saml) => Err(only_by_saml(grant.name)),
            (Caller::Token(_), AssumeWith::WebIdentity) => Ok(None),
            (Caller::Token(jwt), AssumeWith::EdgeKeys { .. }) => {
                verified_identity(jwt.claims(), grant.role).map(Some)
            }
            (Caller::Session { session, .. }, AssumeWith::EdgeKeys { .. }) => {
                match &session.subject {
                    SessionSubject::Identity(identity) => Ok(Some(identity.clone())),
                    SessionSubject::Claims(claims) => {
                        verified_identity(claims, grant.role).map(Some)
                    }
                    _ => Err(unreadable_session()),
                }
            }
            (Caller::Session { .. }, AssumeWith::WebIdentity) => Err(Error::CredentialsExpired(
                "The profile of this session has changed. Open a new session.".into(),
            )),
        }
    }

    fn evidence(&self, grant: &Grant<'_>, identity: Option<&VerifiedIdentity>) -> Evidence {
        let credential = Zeroizing::new(match &self.caller {
            Caller::Token(jwt) => jwt.text().to_owned(),
            Caller::Session { token, .. } => String::clone(token),
        });
        match (&grant.role.assume_with, identity) {
            (AssumeWith::EdgeKeys { external_id, .. }, Some(identity)) => Evidence::EdgeKeys {
                external_id: external_id.clone(),
                source_identity: identity.source_identity.clone(),
                tags: identity.tags.clone(),
                credential,
            },
            _ => Evidence::WebIdentity { token: credential },
        }
    }

    fn session_name(&self) -> String {
        match &self.caller {
            Caller::Token(jwt) => caller_name(jwt.claims()),
            Caller::Session { session, .. } => match &session.subject {
                SessionSubject::Identity(identity) => identity.session_name.clone(),
                SessionSubject::Claims(claims) => caller_name(claims),
                _ => session_name(""),
            },
        }
    }

    fn asks_to_read(&self) -> bool {
        match &self.target {
            CredentialTarget::Git(_) | CredentialTarget::Repositories { .. } => false,
            CredentialTarget::Session { read_only, .. } => *read_only,
        }
    }
}
