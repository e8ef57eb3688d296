use std::fmt;
use std::time::{Duration, SystemTime};

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::host::CodeCommitHost;
use crate::secret::Secret;
use crate::timestamp::Timestamp;

/// How long a signature is valid, and how far a client's clock may be ahead.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// What a git password signs besides the time: the host and the path of the repository,
/// both as sent.
#[derive(Clone, Copy, Debug)]
pub struct Resource<'a> {
    /// The CodeCommit host; it determines the region of the credential scope.
    pub host: &'a CodeCommitHost,
    /// The repository's path, for example `/v1/repos/app`.
    pub path: &'a str,
}

/// A SigV4 git password: `YYYYMMDDTHHMMSSZ` and 64 lower-case hexadecimal digits.
pub struct GitPassword {
    signed_at: Timestamp,
    signature: Secret,
}

impl GitPassword {
    /// Splits a password into its time and its signature; `None` if it has another form.
    pub fn parse(password: &str) -> Option<Self> {
        let (time, signature) = password.split_at_checked(16)?;
        let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
        if signature.len() != 64 || !signature.bytes().all(is_hex) {
            return None;
        }
        Some(Self {
            signed_at: Timestamp::parse(time)?,
            signature: Secret::from(signature.to_owned()),
        })
    }

    /// Checks the time, then the signature of `resource` with `secret_access_key`.
    pub fn verify(
        &self,
        secret_access_key: &Secret,
        resource: Resource<'_>,
        now: SystemTime,
    ) -> Result<(), Rejection> {
        check_time(self.signed_at, now.into())?;

        let expected = sign(self.signed_at, secret_access_key, resource);
        if bool::from(
            expected
                .as_bytes()
                .ct_eq(self.signature.expose().as_bytes()),
        ) {
            Ok(())
        } else {
            Err(Rejection::SignatureMismatch)
        }
    }
}

impl fmt::Debug for GitPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GitPassword({}..)", self.signed_at)
    }
}

/// Why a signature is not accepted. The two messages about time are AWS's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Another key, host, path, region or time was signed.
    SignatureMismatch,
    /// Signed more than 15 minutes ago.
    Expired(String),
    /// Signed more than 5 minutes in the future.
    NotYetCurrent(String),
}

pub(crate) fn check_time(signed_at: Timestamp, now: Timestamp) -> Result<(), Rejection> {
    let oldest = now.minus(LIFETIME);
    let newest = now.plus(TOLERANCE);
    if signed_at < oldest {
        Err(Rejection::Expired(format!(
            "Signature expired: {signed_at} is now earlier than {oldest} ({now} - 15 min.)"
        )))
    } else if signed_at > newest {
        Err(Rejection::NotYetCurrent(format!(
            "Signature not yet current: {signed_at} is still later than {newest} ({now} + 5 min.)"
        )))
    } else {
        Ok(())
    }
}

fn sign(signed_at: Timestamp, secret_access_key: &Secret, resource: Resource<'_>) -> String {
    let Resource { host, path } = resource;
    let region = host.region();

    // The payload hash is empty, so the bytes end in the signed headers and a newline. No function
    // of aws-sigv4 makes this form, which is why only its key and its HMAC are used.
    let canonical_request = format!("GIT\n{path}\n\nhost:{host}\n\nhost\n");
    let digest = hex(&Sha256::digest(canonical_request));
    let string_to_sign = format!(
        "AWS4-HMAC-SHA256\n{}\n{}/{region}/codecommit/aws4_request\n{digest}",
        signed_at.without_zone(),
        signed_at.date(),
    );

    let key = generate_signing_key(
        secret_access_key.expose(),
        signed_at.into(),
        region.as_str(),
        "codecommit",
    );
    calculate_signature(key, string_to_sign.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
