use signer_wasm::Region;
use zeroize::Zeroizing;

use crate::config::role::RoleArn;
use crate::util::seal::{SealingKey, derive_id};

/// A role to be assumed for a caller: all that decides which credentials come of it.
#[derive(Clone, Eq, PartialEq)]
pub struct AssumeRole {
    /// The role.
    pub role: RoleArn,
    /// The region whose STS is asked.
    pub region: Region,
    /// Whether the endpoint has to be one with validated cryptography.
    pub fips: bool,
    /// The role session name.
    pub session_name: String,
    /// Seconds that the credentials are to be good for.
    pub duration_seconds: u32,
    /// The session policy.
    pub policy: Option<String>,
    /// Why STS should give them.
    pub evidence: Evidence,
}

/// What shows who the caller is.
#[derive(Clone, Eq, PartialEq)]
pub enum Evidence {
    /// The edge's own word, signed with its keys.
    EdgeKeys {
        /// What the trust policy may ask for.
        external_id: Option<String>,
        /// The source identity.
        source_identity: Option<String>,
        /// Names and values of session tags.
        tags: Vec<(String, String)>,
        /// What the caller showed to the edge: the credentials are for whoever has it.
        credential: Zeroizing<String>,
    },
    /// A token for `AssumeRoleWithWebIdentity`.
    WebIdentity {
        /// The token.
        token: Zeroizing<String>,
    },
}

impl AssumeRole {
    /// A name for the credentials that come of this, which tells nothing of what it is made from.
    pub fn id(&self) -> [u8; 32] {
        derive_id(
            self.credential().as_bytes(),
            b"codecommit-edge credentials id",
            &self.parts(),
        )
    }

    /// The key that the credentials are sealed with where others could read them. It takes what the
    /// caller showed to derive it, which is nowhere kept.
    pub fn sealing_key(&self) -> SealingKey {
        SealingKey::derive(
            self.credential().as_bytes(),
            b"codecommit-edge credentials",
            &self.parts(),
        )
    }

    fn credential(&self) -> &str {
        match &self.evidence {
            Evidence::EdgeKeys { credential, .. } => credential,
            Evidence::WebIdentity { token } => token,
        }
    }

    fn parts(&self) -> Vec<&[u8]> {
        let Self {
            role,
            region,
            fips,
            session_name,
            duration_seconds: _,
            policy,
            evidence,
        } = self;
        let mut parts: Vec<&[u8]> = vec![
            role.as_str().as_bytes(),
            region.as_str().as_bytes(),
            if *fips { b"fips" } else { b"" },
            session_name.as_bytes(),
            policy.as_deref().unwrap_or_default().as_bytes(),
        ];
        match evidence {
            Evidence::WebIdentity { token: _ } => parts.push(b"web-identity"),
            Evidence::EdgeKeys {
                external_id,
                source_identity,
                tags,
                credential: _,
            } => {
                parts.push(b"edge-keys");
                parts.push(external_id.as_deref().unwrap_or_default().as_bytes());
                parts.push(source_identity.as_deref().unwrap_or_default().as_bytes());
                for (name, value) in tags {
                    parts.extend([name.as_bytes(), value.as_bytes()]);
                }
            }
        }
        parts
    }
}
