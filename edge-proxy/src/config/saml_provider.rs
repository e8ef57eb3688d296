use crate::config::role::is_arn;

/// A SAML identity provider that users sign in with, and that IAM knows as a SAML provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SamlProvider {
    /// The name in the configuration.
    pub name: String,
    /// `provider_arn`: the SAML providers in IAM that represent it, usually one in each account.
    pub arns: Vec<SamlProviderArn>,
    /// `sso_url`: the endpoint for requests by redirect (SAML Bindings 2.0, 3.4).
    pub sso_url: String,
    /// `entity_id`: its own entity id, the `Issuer` of its responses.
    pub entity_id: String,
    /// `sp_entity_id`: the entity id under which it knows the edge, usually also the audience of its assertions.
    pub sp_entity_id: String,
}

impl SamlProvider {
    /// The default of `sp_entity_id`: AWS must be an audience of the assertions that it accepts.
    ///
    /// Source: IAM User Guide, "Configure SAML assertions for the authentication response".
    pub const SP_ENTITY_ID: &str = "urn:amazon:webservices";
}

/// The ARN of a SAML provider in IAM: `arn:{partition}:iam::{account}:saml-provider/{name}`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SamlProviderArn(String);

impl SamlProviderArn {
    /// Parses an ARN; `None` if it is not the ARN of a SAML provider.
    pub fn parse(text: &str) -> Option<Self> {
        is_arn(text, "saml-provider/", |name| {
            name.len() <= 128
                && name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        })
        .then(|| Self(text.to_owned()))
    }

    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
