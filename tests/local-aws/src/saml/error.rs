use crate::iam::TrustAction;
use crate::query::QueryError;

/// Why a response is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SamlError {
    /// Not base64, UTF-8, XML or a response.
    Malformed,
    UnknownProvider,
    /// The provider did not sign the user in.
    Rejected,
    /// The assertion is encrypted, and the provider in IAM has no private key.
    Encrypted,
    WrongIssuer,
    BadSignature,
    /// Issued more than five minutes ago.
    Late,
    /// One of its other times has passed.
    Expired,
    NoRecipient,
    WrongAudience,
    NoSessionName,
    BadSessionName,
    BadSourceIdentity,
    /// The requested role and provider are not a pair in it.
    OtherRole,
    /// Without a subject, AWS denies access.
    NoSubject,
    /// Wrong in a way for which AWS's words are not known.
    Invalid,
    /// `xmlsec1` is missing or failed.
    Unavailable(String),
}

/// In AWS's words. `(Service: AWSOpenIdDiscoveryService; …)` is a part of them: STS passes on what
/// that service answers. Sources:
///
/// - `Malformed`: jenkinsci/pipeline-aws-plugin, a test against AWS.
/// - `UnknownProvider`: awscli-login (University of Illinois), a test against AWS.
/// - `WrongIssuer`: dbeaver/cloudbeaver issue 3112.
/// - `BadSignature`: cevoaustralia/aws-google-auth issue 270.
/// - `Late`: Nike-Inc/gimme-aws-creds issue 251.
/// - `NoRecipient`: a report on AD FS (the misspelling is AWS's).
/// - `OtherRole`: a comment in a client's source.
/// - `NoSessionName`, `BadSessionName`, `BadSourceIdentity`, `WrongAudience`, `NoSubject`: AWS's
///   guide, <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html>.
/// - `Rejected`, `Expired`, `Invalid`: unconfirmed. The words are those of AWS's model of STS.
/// - `Encrypted`: unconfirmed. AWS's guide only says that decryption needs a private key.
impl SamlError {
    pub(crate) fn into_query_error(self, request_id: &str) -> QueryError {
        let discovery = |message: &str, code: &str| {
            invalid(format!(
                "{message} (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: \
                 {code}; Request ID: {request_id}; Proxy: null)"
            ))
        };
        const INVALID_RESPONSE: &str = "AuthSamlInvalidSamlResponseException";
        match self {
            Self::Malformed => discovery("Invalid base64 SAMLResponse", INVALID_RESPONSE),
            Self::UnknownProvider => discovery(
                "Specified provider doesn't exist",
                "AuthSamlManifestNotFoundException",
            ),
            Self::WrongIssuer => {
                discovery("Issuer not present in specified provider", INVALID_RESPONSE)
            }
            Self::Encrypted => discovery(
                "Encrypted assertion cannot be decrypted: the provider has no private key",
                INVALID_RESPONSE,
            ),
            Self::BadSignature => invalid("Response signature invalid"),
            Self::NoRecipient => invalid(
                "Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter",
            ),
            Self::WrongAudience => invalid("Response does not contain the required audience."),
            Self::NoSessionName => invalid("RoleSessionName is required in AuthnResponse"),
            Self::BadSessionName => {
                invalid("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
            }
            Self::BadSourceIdentity => invalid(
                "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"",
            ),
            Self::OtherRole => invalid(
                "SAML Assertion doesn't contain the requested Role and Metadata in the attributes",
            ),
            Self::Invalid => invalid(
                "The web identity token that was passed could not be validated by AWS. Get a new \
                 identity token from the identity provider and then retry the request.",
            ),
            Self::Late => expired("Token must be redeemed within 5 minutes of issuance"),
            Self::Expired => expired(
                "The web identity token that was passed is expired or is not valid. Get a new \
                 identity token from the identity provider and then retry the request.",
            ),
            Self::Rejected => QueryError::forbidden(
                "IDPRejectedClaim",
                "The identity provider (IdP) reported that authentication failed. This might be \
                 because the claim is invalid.",
            ),
            Self::NoSubject => QueryError::not_authorized(TrustAction::AssumeRoleWithSaml.as_str()),
            Self::Unavailable(error) => QueryError::internal(error),
        }
    }
}

fn invalid(message: impl Into<String>) -> QueryError {
    QueryError::bad_request("InvalidIdentityToken", message)
}

fn expired(message: &str) -> QueryError {
    QueryError::bad_request("ExpiredTokenException", message)
}
