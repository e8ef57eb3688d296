use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Metadata;
use crate::iam::{IamArn, Kind};

/// The ARN of a provider: `arn:aws:iam::123456789012:saml-provider/company`.
pub(crate) type SamlProviderArn = IamArn<SamlProviderKind>;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SamlProviderKind;

impl Kind for SamlProviderKind {
    const NAME: &'static str = "saml-provider";
    const LONGEST_NAME: usize = 128;

    fn admits(byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
    }
}

impl SamlProviderArn {
    /// What STS calls the name qualifier: with the subject, it identifies a user.
    pub(crate) fn name_qualifier(&self, issuer: &str) -> String {
        let named = format!("{issuer}{}/{}", self.account, self.name);
        STANDARD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, named.as_bytes()))
    }
}

/// A SAML provider of an account.
#[derive(Debug)]
pub(crate) struct SamlProvider {
    pub(crate) arn: SamlProviderArn,
    pub(crate) metadata: Metadata,
}
