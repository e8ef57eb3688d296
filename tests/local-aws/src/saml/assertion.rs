//! What a verified assertion says.

use std::time::{Duration, SystemTime};

use roxmltree::Node;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::response::{SamlResponse, Signed};
use super::xml::{self, ASSERTION};
use super::{SamlError, SamlProvider};
use crate::iam::is_name_character;

/// How long after it was issued an assertion can be used. Until then, it can be used again and
/// again (Versent/saml2aws issue 526).
const REDEEMABLE: Duration = Duration::from_secs(5 * 60);

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const NAME_ID_FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";
const ATTRIBUTES: &str = "https://aws.amazon.com/SAML/Attributes/";
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

/// A verified user, with the provider's settings for the session.
#[derive(Debug)]
pub(crate) struct SamlIdentity {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) subject_type: String,
    /// The address that the response was sent to.
    pub(crate) recipient: String,
    pub(crate) session_name: String,
    pub(crate) source_identity: Option<String>,
    pub(crate) tags: Vec<(String, String)>,
    /// The longest session that the assertion allows.
    pub(crate) longest: Option<Duration>,
    role_pairs: Vec<(String, String)>,
}

impl SamlIdentity {
    /// Verifies a response, and reads its assertion.
    pub(crate) async fn verify(
        response: &SamlResponse,
        provider: &SamlProvider,
        now: SystemTime,
    ) -> Result<Self, SamlError> {
        // The parsed document cannot be kept across the wait, since it is not `Send`.
        let signatures = {
            let document = response.document()?;
            let signed = Signed::of(&document)?;
            let issuer = &provider.metadata.entity_id;
            for element in [document.root_element(), signed.assertion] {
                let named = xml::children(element, ASSERTION, "Issuer").map(xml::text);
                let names_other = named.into_iter().any(|it| it.as_ref() != Some(issuer));
                if names_other {
                    return Err(SamlError::WrongIssuer);
                }
            }
            signed.signatures
        };
        response
            .verify_signatures(&signatures, &provider.metadata)
            .await?;
        Self::read(Signed::of(&response.document()?)?.assertion, provider, now)
    }

    fn read(
        assertion: Node<'_, '_>,
        provider: &SamlProvider,
        now: SystemTime,
    ) -> Result<Self, SamlError> {
        let issuer = xml::only_child(assertion, ASSERTION, "Issuer")
            .and_then(xml::text)
            .ok_or(SamlError::WrongIssuer)?;
        check_issue_instant(assertion, now)?;
        let recipient = recipient(assertion, now)?;
        check_conditions(assertion, &provider.arn.partition, now)?;
        let (subject, subject_type) = subject(assertion)?;

        let attributes = Attributes::of(assertion)?;
        let session_name = attributes
            .only("RoleSessionName")?
            .ok_or(SamlError::NoSessionName)?;
        if !is_name(&session_name) {
            return Err(SamlError::BadSessionName);
        }
        let source_identity = attributes.only("SourceIdentity")?;
        if source_identity
            .as_ref()
            .is_some_and(|it| !is_name(it) || it.starts_with("aws:"))
        {
            return Err(SamlError::BadSourceIdentity);
        }
        Ok(Self {
            issuer,
            subject,
            subject_type,
            recipient,
            session_name,
            source_identity,
            tags: attributes.tags()?,
            longest: [attributes.session_duration()?, session_end(assertion, now)?]
                .into_iter()
                .flatten()
                .min(),
            role_pairs: attributes.role_pairs(),
        })
    }

    /// Whether the assertion names the role together with the provider, in either order.
    pub(crate) fn names(&self, role: &str, provider: &str) -> bool {
        self.role_pairs.iter().any(|(one, other)| {
            (one == role && other == provider) || (one == provider && other == role)
        })
    }
}

fn check_issue_instant(assertion: Node<'_, '_>, now: SystemTime) -> Result<(), SamlError> {
    let issued = time(assertion, "IssueInstant")?.ok_or(SamlError::Invalid)?;
    if issued > now {
        return Err(SamlError::Invalid);
    }
    if now > issued + REDEEMABLE {
        return Err(SamlError::Late);
    }
    Ok(())
}

/// AWS demands exactly one confirmation of the subject, with a recipient and an end.
fn recipient(assertion: Node<'_, '_>, now: SystemTime) -> Result<String, SamlError> {
    let data = xml::only_child(assertion, ASSERTION, "Subject")
        .and_then(|it| xml::only_child(it, ASSERTION, "SubjectConfirmation"))
        .filter(|it| it.attribute("Method") == Some(BEARER))
        .and_then(|it| xml::only_child(it, ASSERTION, "SubjectConfirmationData"))
        .ok_or(SamlError::NoRecipient)?;
    let recipient = data
        .attribute("Recipient")
        .filter(|it| !it.is_empty())
        .ok_or(SamlError::NoRecipient)?;
    let end = time(data, "NotOnOrAfter")?.ok_or(SamlError::NoRecipient)?;
    if now >= end {
        return Err(SamlError::Expired);
    }
    Ok(recipient.to_owned())
}

fn check_conditions(
    assertion: Node<'_, '_>,
    partition: &str,
    now: SystemTime,
) -> Result<(), SamlError> {
    let conditions =
        xml::only_child(assertion, ASSERTION, "Conditions").ok_or(SamlError::WrongAudience)?;
    if time(conditions, "NotBefore")?.is_some_and(|it| now < it) {
        return Err(SamlError::Invalid);
    }
    if time(conditions, "NotOnOrAfter")?.is_some_and(|it| now >= it) {
        return Err(SamlError::Expired);
    }
    let mut restrictions = xml::children(conditions, ASSERTION, "AudienceRestriction").peekable();
    let is_restricted = restrictions.peek().is_some();
    let audiences = audiences(partition);
    // Every restriction has to be met.
    let are_met = restrictions.all(|restriction| {
        xml::children(restriction, ASSERTION, "Audience")
            .filter_map(xml::text)
            .any(|it| audiences.contains(&it.trim()))
    });
    if is_restricted && are_met {
        Ok(())
    } else {
        Err(SamlError::WrongAudience)
    }
}

/// AWS's names for itself as a service provider, as in its own metadata.
fn audiences(partition: &str) -> [&'static str; 2] {
    match partition {
        "aws-cn" => [
            "urn:amazon:webservices:cn-north-1",
            "https://signin.amazonaws.cn/saml",
        ],
        "aws-us-gov" => [
            "urn:amazon:webservices:govcloud",
            "https://signin.amazonaws-us-gov.com/saml",
        ],
        _ => [
            "urn:amazon:webservices",
            "https://signin.aws.amazon.com/saml",
        ],
    }
}

/// The name of the user, and its type as STS writes it.
fn subject(assertion: Node<'_, '_>) -> Result<(String, String), SamlError> {
    let name = xml::only_child(assertion, ASSERTION, "Subject")
        .and_then(|it| xml::only_child(it, ASSERTION, "NameID"))
        .ok_or(SamlError::NoSubject)?;
    let subject = xml::text(name)
        .filter(|it| !it.trim().is_empty())
        .ok_or(SamlError::NoSubject)?;
    let format = name.attribute("Format").unwrap_or(UNSPECIFIED);
    let subject_type = format.strip_prefix(NAME_ID_FORMAT).unwrap_or(format);
    Ok((subject, subject_type.to_owned()))
}

/// How long the session at the provider lasts from now.
fn session_end(assertion: Node<'_, '_>, now: SystemTime) -> Result<Option<Duration>, SamlError> {
    let mut ends = Vec::new();
    for statement in xml::children(assertion, ASSERTION, "AuthnStatement") {
        if let Some(end) = time(statement, "SessionNotOnOrAfter")? {
            let left = end.duration_since(now).unwrap_or_default();
            if left.is_zero() {
                return Err(SamlError::Expired);
            }
            ends.push(left);
        }
    }
    Ok(ends.into_iter().min())
}

/// The attributes, by name without what all of AWS's names begin with.
struct Attributes(Vec<(String, Vec<String>)>);

impl Attributes {
    fn of(assertion: Node<'_, '_>) -> Result<Self, SamlError> {
        let mut attributes = Vec::new();
        for attribute in xml::children(assertion, ASSERTION, "AttributeStatement")
            .flat_map(|it| xml::children(it, ASSERTION, "Attribute"))
        {
            let Some(name) = attribute
                .attribute("Name")
                .and_then(|it| it.strip_prefix(ATTRIBUTES))
            else {
                continue;
            };
            let values = xml::children(attribute, ASSERTION, "AttributeValue")
                .map(|it| xml::text(it).map(|it| it.trim().to_owned()))
                .collect::<Option<_>>()
                .ok_or(SamlError::Invalid)?;
            attributes.push((name.to_owned(), values));
        }
        Ok(Self(attributes))
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &String> {
        self.0
            .iter()
            .filter(move |(it, _)| it == name)
            .flat_map(|(_, values)| values)
    }

    /// The value of an attribute that can have only one.
    fn only(&self, name: &str) -> Result<Option<String>, SamlError> {
        let mut values = self.values(name);
        let value = values.next().cloned();
        match values.next() {
            None => Ok(value),
            Some(_) => Err(SamlError::Invalid),
        }
    }

    fn role_pairs(&self) -> Vec<(String, String)> {
        self.values("Role")
            .filter_map(|it| it.split_once(','))
            .map(|(one, other)| (one.trim().to_owned(), other.trim().to_owned()))
            .collect()
    }

    /// It can only shorten a session that the API opens, and has the limits of `DurationSeconds`.
    fn session_duration(&self) -> Result<Option<Duration>, SamlError> {
        self.only("SessionDuration")?
            .map(|it| {
                it.parse()
                    .ok()
                    .filter(|seconds| (900..=43_200).contains(seconds))
                    .map(Duration::from_secs)
                    .ok_or(SamlError::Invalid)
            })
            .transpose()
    }

    fn tags(&self) -> Result<Vec<(String, String)>, SamlError> {
        self.0
            .iter()
            .filter_map(|(name, values)| Some((name.strip_prefix("PrincipalTag:")?, values)))
            .map(|(key, values)| match values.as_slice() {
                [value] => Ok((key.to_owned(), value.clone())),
                _ => Err(SamlError::Invalid),
            })
            .collect()
    }
}

fn is_name(text: &str) -> bool {
    (2..=64).contains(&text.len()) && text.bytes().all(is_name_character)
}

/// A time in UTC.
fn time(element: Node<'_, '_>, name: &str) -> Result<Option<SystemTime>, SamlError> {
    element
        .attribute(name)
        .map(|text| {
            OffsetDateTime::parse(text, &Rfc3339)
                .map(SystemTime::from)
                .map_err(|_| SamlError::Invalid)
        })
        .transpose()
}
