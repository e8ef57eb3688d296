//! `AssumeRoleWithSAML`: the user in the assertion that STS has verified, and an explanation of STS's errors.

use signer_wasm::Credentials;

use super::StsFailure;
use super::response;
use crate::Error;
use crate::util::xml::Texts;

/// The user whom STS found in an assertion that it verified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SamlUser {
    /// `Subject`: the value of `NameID`.
    pub subject: String,
    /// `SubjectType`: the format of `NameID`.
    pub subject_type: String,
    /// `Issuer`: the identity provider's entity id.
    pub issuer: String,
    /// `Audience`: where the assertion was to be sent, its `Recipient`.
    pub audience: String,
    /// `NameQualifier`: a hash of the issuer, the account and the name of the SAML provider in IAM.
    pub name_qualifier: String,
    /// The name of the role session.
    pub session_name: String,
}

impl SamlUser {
    /// The name to display: `Subject`, or the name of the role session if the subject is opaque (SAML Core 2.0, 8.3.7
    /// and 8.3.8).
    pub fn name(&self) -> &str {
        match self.subject_type.as_str() {
            "persistent" | "transient" => &self.session_name,
            _ => &self.subject,
        }
    }
}

/// Parses the response to `AssumeRoleWithSAML`.
///
/// # Errors
///
/// Like [`parse_response`](super::parse_response).
pub fn parse_saml_response(
    status: u16,
    body: &[u8],
) -> Result<(Credentials, SamlUser), StsFailure> {
    response::parse(status, body, |texts| {
        Some((response::credentials(texts)?, user(texts)?))
    })
}

fn user(texts: &Texts) -> Option<SamlUser> {
    let text = |name: &str| {
        texts
            .find(&["/AssumeRoleWithSAMLResult/", name].concat())
            .map(str::to_owned)
    };
    // `arn:aws:sts::123456789012:assumed-role/{role}/{session name}`
    let arn = text("AssumedRoleUser/Arn")?;
    let (_, session_name) = arn.rsplit_once('/')?;
    Some(SamlUser {
        subject: text("Subject")?,
        subject_type: text("SubjectType").unwrap_or_default(),
        issuer: text("Issuer")?,
        audience: text("Audience")?,
        name_qualifier: text("NameQualifier").unwrap_or_default(),
        session_name: session_name.to_owned(),
    })
}

/// Explains an error of STS to the user; `None` for an error that all operations share.
pub(super) fn explain(failure: &StsFailure, profile: &str) -> Option<Error> {
    let says = |phrase: &str| failure.message.contains(phrase);
    Some(match failure.code.as_str() {
        "ExpiredTokenException" => Error::CredentialsExpired(
            "AWS STS says that the identity provider's response is too old: AWS takes it for five minutes after it was issued. Run the git command again. If this repeats at once, the identity provider's clock is wrong.".into(),
        ),
        "IDPRejectedClaim" => Error::UnrecognisedCredential(
            "AWS STS says that the identity provider reported a failed sign-in, or that an attribute in its response is invalid. Run the git command again; if this repeats, tell the provider's administrators. docs/saml.md lists the attributes.".into(),
        ),
        "InvalidIdentityToken" => invalid_response(says),
        "AccessDenied" => Error::AccessDenied(
            format!("AWS STS does not let this sign-in assume the role of the profile {profile}. The role's trust policy must allow sts:AssumeRoleWithSAML to the SAML provider, with this edge's address /saml/acs as SAML:aud; and sts:TagSession and sts:SetSourceIdentity if the identity provider sends tags or a source identity.").into(),
        ),
        "ValidationError" if says("MaxSessionDuration") => Error::AccessDenied(
            format!("The sign-in asks for longer sessions than the role of the profile {profile} allows. The edge's operator can lower duration_seconds of the profile, or the role's administrator can raise its maximum session duration.").into(),
        ),
        _ => return None,
    })
}

/// STS has one code for several faults of a response; its messages tell them apart.
fn invalid_response(says: impl Fn(&str) -> bool) -> Error {
    if says("ignature") {
        Error::SignatureRejected(
            "AWS STS cannot verify the signature of the identity provider's response. If the provider has a new certificate, the account's administrator must upload its metadata to the SAML provider in IAM again.".into(),
        )
    } else if says("ssuer") || says("provider") {
        Error::UnrecognisedCredential(
            "AWS does not trust this identity provider: the SAML provider in IAM does not exist, or has the metadata of another identity provider. The account's administrator can create it with this provider's metadata.".into(),
        )
    } else if says("udience") || says("ecipient") {
        Error::UnrecognisedCredential(
            "AWS STS says that the identity provider's response is not for AWS. The provider must name urn:amazon:webservices as audience, and this edge's address /saml/acs as recipient.".into(),
        )
    } else if says("RoleSessionName") {
        Error::UnrecognisedCredential(
            "AWS STS finds no valid RoleSessionName in the identity provider's response. The provider must send the attribute https://aws.amazon.com/SAML/Attributes/RoleSessionName with 2 to 64 letters, digits and _+=,.@-.".into(),
        )
    } else {
        Error::UnrecognisedCredential(
            "AWS STS does not accept the identity provider's response. Run the git command again; if this repeats, tell the edge's operator the request id.".into(),
        )
    }
}
