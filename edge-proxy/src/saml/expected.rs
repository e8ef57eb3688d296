use signer_wasm::Timestamp;

use super::{RequestId, SamlResponse, acs, rejected};
use crate::Error;
use crate::config::SamlProvider;

/// The sign-in that a response must belong to.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The edge's origin.
    pub origin: &'a str,
    /// The request that the edge sent.
    pub request: &'a RequestId,
    /// The identity provider that it sent it to.
    pub provider: &'a SamlProvider,
}

impl SamlResponse {
    /// Checks that the response belongs to a request of this edge and has not expired. This saves a call to STS that
    /// would fail or would sign in another user, and gives the user a clearer error.
    ///
    /// # Errors
    ///
    /// [`Error::AccessDenied`] if the identity provider denied the sign-in, [`Error::CredentialsExpired`],
    /// [`Error::ClockSkewed`], and [`Error::AssertionRejected`] for anything else.
    pub fn check(&self, expected: &Expected<'_>, now: Timestamp) -> Result<(), Error> {
        let request = expected.request.text();
        let acs = acs(expected.origin);
        let is_other = |to: &Option<String>| to.as_ref().is_some_and(|to| *to != request);
        if is_other(&self.response_to) || is_other(&self.assertion_to) {
            return Err(rejected(
                "The identity provider's response belongs to another sign-in than this one. Run the git command again.",
            ));
        }
        if !self.is_success {
            let status = self.status.as_deref().unwrap_or("without a reason");
            return Err(Error::AccessDenied(
                format!("The identity provider denied the sign-in ({status}). Run the git command again and sign in there, or ask the provider's administrators.").into(),
            ));
        }
        if self.issuers.is_empty()
            || self
                .issuers
                .iter()
                .any(|issuer| *issuer != expected.provider.entity_id)
        {
            return Err(wrong_issuer());
        }
        if self.assertion_to.is_none() {
            return Err(rejected(
                "The assertion does not say which request it answers (InResponseTo), so it may belong to another user's sign-in. Start at git or at this edge's page, not in the company's application portal.",
            ));
        }
        let is_elsewhere = |at: &Option<String>| at.as_ref().is_some_and(|at| *at != acs);
        if self.recipient.is_none() || is_elsewhere(&self.recipient) {
            return Err(wrong_recipient());
        }
        if is_elsewhere(&self.destination) {
            return Err(wrong_recipient());
        }
        if self
            .not_on_or_after
            .is_none_or(|until| until.saturating_add(LEEWAY) <= now)
        {
            return Err(Error::CredentialsExpired(
                "The identity provider's response has expired, or does not say when it does: AWS takes it for five minutes at most. Run the git command again.".into(),
            ));
        }
        if self
            .not_before
            .is_some_and(|since| since > now.saturating_add(LEEWAY))
        {
            return Err(Error::ClockSkewed(
                "The identity provider's response is dated in the future. The provider's administrators must set its clock.".into(),
            ));
        }
        Ok(())
    }
}

pub(super) fn wrong_issuer() -> Error {
    rejected(
        "The response came from another identity provider than the one that this sign-in is at. The edge's operator can compare entity_id in SAML_PROVIDERS with the provider's metadata.",
    )
}

pub(super) fn wrong_recipient() -> Error {
    rejected(
        "The identity provider's response is for another address than this edge's. The provider must know this edge's address /saml/acs as reply address (ACS), and name it as Recipient.",
    )
}

/// Seconds by which the identity provider's clock may differ. STS decides in the end.
const LEEWAY: u64 = 60;
