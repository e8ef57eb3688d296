use signer_wasm::Region;
use zeroize::Zeroizing;

use crate::config::SamlProviderArn;
use crate::config::role::RoleArn;
use crate::util::seal::{SealingKey, derive_id};

/// A role to assume for a caller, with everything that determines the credentials.
#[derive(Clone, Eq, PartialEq)]
pub struct AssumeRole {
    /// The role to assume.
    pub role: RoleArn,
    /// The region whose STS is called.
    pub region: Region,
    /// Whether to use a FIPS endpoint.
    pub fips: bool,
    /// The role session name; empty if STS reads it from the evidence.
    pub session_name: String,
    /// The lifetime of the credentials, in seconds.
    pub duration_seconds: u32,
    /// The session policy, as JSON.
    pub policy: Option<String>,
    /// The proof of the caller's identity.
    pub evidence: Evidence,
}

/// The proof of the caller's identity.
#[derive(Clone, Eq, PartialEq)]
pub enum Evidence {
    /// The edge signs the request with its own keys.
    EdgeKeys {
        /// The external id that the trust policy may require.
        external_id: Option<String>,
        /// The source identity to set on the role session.
        source_identity: Option<String>,
        /// The names and values of the session tags to set.
        tags: Vec<(String, String)>,
        /// The credential that the caller sent; the credentials are cached for it.
        credential: Zeroizing<String>,
    },
    /// An identity provider's response for `AssumeRoleWithSAML`.
    Saml {
        /// The SAML provider in IAM.
        provider: SamlProviderArn,
        /// The response, in base64.
        response: Zeroizing<String>,
    },
    /// A token for `AssumeRoleWithWebIdentity`.
    WebIdentity {
        /// The identity provider's token.
        token: Zeroizing<String>,
    },
}

impl AssumeRole {
    /// An id for the credentials, derived from the request and its evidence without revealing them.
    pub fn id(&self) -> [u8; 32] {
        derive_id(
            self.credential().as_bytes(),
            b"codecommit-edge credentials id",
            &self.parts(),
        )
    }

    /// The key that seals the credentials in a shared cache. Deriving it takes the caller's credential, which is not
    /// stored anywhere.
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
            Evidence::Saml { response, .. } => response,
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
            Evidence::Saml {
                provider,
                response: _,
            } => parts.extend([&b"saml"[..], provider.as_str().as_bytes()]),
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
