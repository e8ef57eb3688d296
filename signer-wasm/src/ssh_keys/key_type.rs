use super::SshKeyError;

/// The algorithm of a public key. Algorithms with the same error message share a variant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum KeyType {
    Certificate,
    Dsa,
    Ecdsa,
    Ed25519,
    Other,
    Rsa,
    SecurityKey,
}

impl KeyType {
    /// Parses the first word of a line such as `ssh-rsa AAAA…`.
    ///
    /// Source: sshd(8), "AUTHORIZED_KEYS FILE FORMAT"; `ssh -Q key`.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        match name {
            "ssh-rsa" => Some(Self::Rsa),
            "ssh-ed25519" => Some(Self::Ed25519),
            "ssh-dss" => Some(Self::Dsa),
            "ssh-ed448" | "ssh-xmss@openssh.com" | "rsa-sha2-256" | "rsa-sha2-512" => {
                Some(Self::Other)
            }
            _ if !is_name(name) => None,
            _ if name.ends_with("-cert-v00@openssh.com")
                || name.ends_with("-cert-v01@openssh.com") =>
            {
                Some(Self::Certificate)
            }
            _ if ["sk-ssh-", "sk-ecdsa-", "webauthn-sk-"]
                .iter()
                .any(|prefix| name.starts_with(prefix)) =>
            {
                Some(Self::SecurityKey)
            }
            _ if name.starts_with("ecdsa-sha2-") => Some(Self::Ecdsa),
            _ => None,
        }
    }

    /// The same for a word that is followed by data: then every `ssh-…` is a type, even an unknown one.
    pub(super) fn from_name_with_data(name: &str) -> Option<Self> {
        let other = || (is_name(name) && name.starts_with("ssh-")).then_some(Self::Other);
        Self::from_name(name).or_else(other)
    }

    /// Accepts only RSA.
    pub(super) fn require_rsa(self) -> Result<(), SshKeyError> {
        Err(match self {
            Self::Rsa => return Ok(()),
            Self::Certificate => SshKeyError::SshCertificate,
            Self::Dsa => SshKeyError::Dsa,
            Self::Ecdsa => SshKeyError::Ecdsa,
            Self::Ed25519 => SshKeyError::Ed25519,
            Self::Other => SshKeyError::UnsupportedType,
            Self::SecurityKey => SshKeyError::SecurityKey,
        })
    }
}

/// The longest name is `sk-ecdsa-sha2-nistp256-cert-v01@openssh.com`.
fn is_name(text: &str) -> bool {
    text.len() <= 64
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'@' | b'.'))
}
