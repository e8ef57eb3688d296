//! The IAM role of a profile.

use signer_wasm::{Partition, Region};

use crate::Error;

/// A role, and how the edge gets its credentials.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Role {
    /// `role_arn`: the role to assume.
    pub arn: RoleArn,
    /// `assume_with`: how STS is called.
    pub assume_with: AssumeWith,
    /// `duration_seconds`: the lifetime of the credentials.
    pub duration_seconds: u32,
    /// Whether a session policy limits the role to the requested repository.
    pub narrowed: bool,
}

/// How the edge assumes a role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum AssumeWith {
    /// The edge verifies the token itself, and signs `AssumeRole` with its own keys.
    EdgeKeys {
        /// `external_id`: the external id that the role's trust policy may require.
        external_id: Option<String>,
        /// `source_identity`: the claim that names the caller, which STS keeps through role chaining.
        source_identity: Option<String>,
        /// `session_tags`: the names of tags, and of the claims that they are filled from.
        session_tags: Vec<(String, String)>,
    },
    /// STS verifies the response of a SAML identity provider, in `AssumeRoleWithSAML`.
    Saml,
    /// STS verifies the token, in `AssumeRoleWithWebIdentity`.
    WebIdentity,
}

/// The ARN of a role: `arn:{partition}:iam::{account}:role/{path and name}`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RoleArn(String);

impl RoleArn {
    /// Parses an ARN; `None` if it is not the ARN of a role.
    pub fn parse(text: &str) -> Option<Self> {
        is_arn(text, "role/", |name| {
            name.split('/').all(|segment| !segment.is_empty())
                && name.bytes().all(|b| {
                    b.is_ascii_alphanumeric()
                        || matches!(b, b'/' | b'_' | b'+' | b'=' | b',' | b'.' | b'@' | b'-')
                })
        })
        .then(|| Self(text.to_owned()))
    }

    /// The ARN as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the role's account, 12 digits.
    pub fn account(&self) -> &str {
        self.0.split(':').nth(4).unwrap_or_default()
    }

    /// The role's partition, such as `aws` or `aws-cn`.
    pub fn partition(&self) -> &str {
        self.0.split(':').nth(1).unwrap_or_default()
    }

    /// A region in the role's partition that is enabled in every account.
    ///
    /// # Errors
    ///
    /// None, as long as the names below are valid regions.
    pub fn main_region(&self) -> Result<Region, Error> {
        let partition = Partition::from_name(self.partition());
        match partition.and_then(Partition::main_region) {
            Some(region) => Ok(region),
            None => Ok(Region::parse("us-east-1")?),
        }
    }

    /// Whether the role can be used in a region, which must be in the role's partition.
    pub fn is_usable_in(&self, region: &Region) -> bool {
        Partition::from_name(self.partition()) == Some(region.partition())
    }
}

/// Whether a text is the ARN of something in IAM: `kind` precedes its name.
pub(super) fn is_arn(text: &str, kind: &str, is_name: impl Fn(&str) -> bool) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else {
        return false;
    };
    (20..=2048).contains(&text.len())
        && partition.starts_with("aws")
        && partition
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'-')
        && account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && resource
            .strip_prefix(kind)
            .is_some_and(|name| !name.is_empty() && is_name(name))
}
