use signer_wasm::Timestamp;

use super::encoded_response::unreadable;
use super::reader::{Part, read};
use super::{RequestId, acs, instant, rejected};
use crate::Error;
use crate::config::role::RoleArn;
use crate::config::{SamlProvider, SamlProviderArn};

/// What the edge reads of an identity provider's response. **All of it is unverified**: it says what to ask STS for, and
/// whether to ask at all. It does not say who the user is.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SamlResponse {
    /// Whether the identity provider signed the user in.
    pub is_success: bool,
    /// The most specific status, as SAML calls it: `AuthnFailed`.
    pub status: Option<String>,
    /// `Destination` of the response.
    pub destination: Option<String>,
    /// `Issuer` of the response, and of the assertion.
    pub issuers: Vec<String>,
    /// `InResponseTo` of the response.
    pub response_to: Option<String>,
    /// `InResponseTo` of the assertion, in its only `SubjectConfirmationData`.
    pub assertion_to: Option<String>,
    /// `Recipient` of the assertion, in the same place.
    pub recipient: Option<String>,
    /// The latest `NotBefore`.
    pub not_before: Option<Timestamp>,
    /// The earliest `NotOnOrAfter`.
    pub not_on_or_after: Option<Timestamp>,
    /// The roles that the identity provider offers the user.
    pub roles: Vec<RolePair>,
    /// `SessionDuration`, in seconds.
    pub session_duration: Option<u32>,
}

/// A role, and the SAML provider in IAM with which it is assumed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RolePair {
    /// The role.
    pub role: RoleArn,
    /// The SAML provider.
    pub provider: SamlProviderArn,
}

impl RolePair {
    /// Parses `{role},{provider}` or `{provider},{role}`. The name of a role may contain a comma.
    pub fn parse(text: &str) -> Option<Self> {
        text.match_indices(',').find_map(|(at, _)| {
            let (first, second) = text.split_at(at);
            let (first, second) = (first.trim(), second.get(1..)?.trim());
            let pair = |role, provider| {
                Some(Self {
                    role: RoleArn::parse(role)?,
                    provider: SamlProviderArn::parse(provider)?,
                })
            };
            pair(first, second).or_else(|| pair(second, first))
        })
    }
}

/// What a response must be for.
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
    /// Reads a response.
    ///
    /// # Errors
    ///
    /// [`Error::AssertionRejected`] if it is malformed, or has anything but exactly one assertion for one recipient.
    pub fn parse(document: &str) -> Result<Self, Error> {
        let mut response = Self::default();
        let mut seen = Seen::default();
        read(document, &mut |part| match part {
            Part::Start {
                path,
                name,
                attributes,
            } => response.start(&mut seen, path, name, attributes),
            Part::Text { path, text } => {
                response.text(&seen, path, text);
                Ok(())
            }
        })?;
        match (seen.assertions, seen.confirmations) {
            _ if !seen.response => Err(unreadable()),
            (0, _) if !response.is_success => Ok(response),
            (0, _) => Err(rejected(
                "The identity provider's response has no assertion. Tell the provider's administrators.",
            )),
            (_, 1) => Ok(response),
            _ => Err(rejected(
                "The assertion in the identity provider's response has no confirmation of its subject, or several. The edge uses only one with one recipient.",
            )),
        }
    }

    fn start(
        &mut self,
        seen: &mut Seen,
        path: &str,
        name: &str,
        attributes: &[(String, String)],
    ) -> Result<(), Error> {
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        // By their names only, wherever they are: a second assertion must not hide in a namespace or a signature.
        match name {
            "EncryptedAssertion" => {
                return Err(rejected(
                    "The identity provider encrypts its assertions, so that this edge cannot read which roles they offer. Turn off the encryption of assertions for this edge: they travel over HTTPS only.",
                ));
            }
            "Assertion" => seen.assertions += 1,
            "SubjectConfirmationData" => seen.confirmations += 1,
            _ => {}
        }
        if seen.assertions > 1 {
            return Err(rejected(
                "The identity provider's response has several assertions. The edge has used none of them, because it takes exactly one.",
            ));
        }
        match path {
            RESPONSE => {
                seen.response = true;
                self.destination = value("Destination").map(str::to_owned);
                self.response_to = value("InResponseTo").map(str::to_owned);
            }
            STATUS => {
                self.is_success = value("Value") == Some(SUCCESS);
                self.status = value("Value").and_then(status_name);
            }
            SECOND_STATUS => {
                let second = value("Value").and_then(status_name);
                self.status = second.or(self.status.take());
            }
            ASSERTION => {}
            CONFIRMATION => {
                self.assertion_to = value("InResponseTo").map(str::to_owned);
                self.recipient = value("Recipient").map(str::to_owned);
                self.limit(value("NotBefore"), value("NotOnOrAfter"))?;
            }
            CONDITIONS => self.limit(value("NotBefore"), value("NotOnOrAfter"))?,
            ATTRIBUTE => {
                seen.attribute = value("Name").unwrap_or_default().to_owned();
            }
            _ if name == "Assertion" || name == "SubjectConfirmationData" => {
                return Err(rejected(
                    "The identity provider's response has an assertion in an unusual place. The edge has not used it.",
                ));
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, seen: &Seen, path: &str, text: &str) {
        match path {
            RESPONSE_ISSUER | ASSERTION_ISSUER => self.issuers.push(text.to_owned()),
            VALUE if seen.attribute == ROLE => {
                if let Some(pair) = RolePair::parse(text)
                    && !self.roles.contains(&pair)
                {
                    self.roles.push(pair);
                }
            }
            VALUE if seen.attribute == SESSION_DURATION => {
                let seconds = text.parse().ok();
                self.session_duration = seconds.filter(|seconds| (900..=43_200).contains(seconds));
            }
            _ => {}
        }
    }

    /// Narrows the time in which the assertion is valid.
    fn limit(&mut self, since: Option<&str>, until: Option<&str>) -> Result<(), Error> {
        let time = |text: Option<&str>| {
            text.map(|text| instant::parse(text).ok_or_else(unreadable))
                .transpose()
        };
        let (since, until) = (time(since)?, time(until)?);
        self.not_before = self.not_before.max(since);
        self.not_on_or_after = match (self.not_on_or_after, until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Ok(())
    }

    /// Checks that the response is for a request of this edge, and in time. This saves a call to STS that must fail or
    /// would be for somebody else, and gives the user a clearer error.
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
                "The assertion does not say which request it answers (InResponseTo), so it may be one that somebody else has got. Start at git or at this edge's page, not in the company's application portal.",
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

/// The name of one of SAML's status codes (SAML Core 2.0, 3.2.2.2), which is only letters.
fn status_name(code: &str) -> Option<String> {
    let name = code.strip_prefix(STATUS_CODES)?;
    let is_name = (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
    is_name.then(|| name.to_owned())
}

/// What was seen so far.
#[derive(Default)]
struct Seen {
    response: bool,
    assertions: u32,
    confirmations: u32,
    /// The name of the latest attribute.
    attribute: String,
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

pub(super) const ROLE: &str = "https://aws.amazon.com/SAML/Attributes/Role";
pub(super) const ROLE_SESSION_NAME: &str = "https://aws.amazon.com/SAML/Attributes/RoleSessionName";
const SESSION_DURATION: &str = "https://aws.amazon.com/SAML/Attributes/SessionDuration";
const STATUS_CODES: &str = "urn:oasis:names:tc:SAML:2.0:status:";
const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

const RESPONSE: &str = "/p:Response";
const RESPONSE_ISSUER: &str = "/p:Response/a:Issuer";
const STATUS: &str = "/p:Response/p:Status/p:StatusCode";
const SECOND_STATUS: &str = "/p:Response/p:Status/p:StatusCode/p:StatusCode";
const ASSERTION: &str = "/p:Response/a:Assertion";
const ASSERTION_ISSUER: &str = "/p:Response/a:Assertion/a:Issuer";
const CONDITIONS: &str = "/p:Response/a:Assertion/a:Conditions";
const CONFIRMATION: &str =
    "/p:Response/a:Assertion/a:Subject/a:SubjectConfirmation/a:SubjectConfirmationData";
const ATTRIBUTE: &str = "/p:Response/a:Assertion/a:AttributeStatement/a:Attribute";
const VALUE: &str = "/p:Response/a:Assertion/a:AttributeStatement/a:Attribute/a:AttributeValue";

/// Seconds by which the identity provider's clock may differ. STS decides in the end.
const LEEWAY: u64 = 60;
