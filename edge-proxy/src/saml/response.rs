use signer_wasm::Timestamp;

use super::encoded_response::unreadable;
use super::reader::{Part, read};
use super::{RolePair, instant, rejected};
use crate::Error;

/// The parts of an identity provider's response that the edge reads. **All of them are unverified**: they decide
/// whether and for which role STS is asked, and say nothing about the user's identity.
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

impl SamlResponse {
    /// Parses a response.
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
        // Counted by local name anywhere in the document: a second assertion must not hide in another namespace or in a
        // signature.
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
}

/// The name of one of SAML's status codes (SAML Core 2.0, 3.2.2.2), which is only letters.
fn status_name(code: &str) -> Option<String> {
    let name = code.strip_prefix(STATUS_CODES)?;
    let is_name = (1..=40).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic());
    is_name.then(|| name.to_owned())
}

/// The elements counted so far, and the attribute that is being read.
#[derive(Default)]
struct Seen {
    response: bool,
    assertions: u32,
    confirmations: u32,
    /// The name of the latest attribute.
    attribute: String,
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
