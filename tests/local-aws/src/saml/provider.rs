use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Metadata;
use crate::iam::{is_account, is_partition};

/// The ARN of a provider: `arn:aws:iam::123456789012:saml-provider/company`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SamlProviderArn {
    pub(crate) partition: String,
    pub(crate) account: String,
    pub(crate) name: String,
}

impl SamlProviderArn {
    pub(crate) fn new(partition: String, account: String, name: String) -> Option<Self> {
        let fits = is_partition(&partition)
            && is_account(&account)
            && (1..=128).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        fits.then_some(Self {
            partition,
            account,
            name,
        })
    }

    pub(crate) fn parse(arn: &str) -> Option<Self> {
        let &["arn", partition, "iam", "", account, resource] =
            arn.splitn(6, ':').collect::<Vec<_>>().as_slice()
        else {
            return None;
        };
        let name = resource.strip_prefix("saml-provider/")?;
        Self::new(partition.to_owned(), account.to_owned(), name.to_owned())
    }

    /// What STS calls the name qualifier: with the subject, it identifies a user.
    pub(crate) fn name_qualifier(&self, issuer: &str) -> String {
        let named = format!("{issuer}{}/{}", self.account, self.name);
        STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, named.as_bytes()))
    }
}

impl fmt::Display for SamlProviderArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            account,
            name,
        } = self;
        write!(f, "arn:{partition}:iam::{account}:saml-provider/{name}")
    }
}

/// A SAML provider of an account.
#[derive(Debug)]
pub(crate) struct SamlProvider {
    pub(crate) arn: SamlProviderArn,
    pub(crate) metadata: Metadata,
}
