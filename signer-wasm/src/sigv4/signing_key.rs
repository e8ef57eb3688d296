use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{CredentialScope, Hex, StringToSign};

/// A key derived from the secret access key for one day, one region and one service: `"AWS4" + secret → date → region
/// → service → "aws4_request"`, each arrow an HMAC-SHA256.
///
/// Worth keeping for the day, because deriving it is more than half of the work of a signature. Kept as the state of
/// a keyed HMAC, and zeroised when dropped.
#[derive(Clone)]
pub struct SigningKey(HmacSha256);

impl SigningKey {
    /// Derives the key of a scope.
    pub fn derive(secret_access_key: &str, scope: &CredentialScope<'_>) -> Self {
        let secret = Zeroizing::new(["AWS4", secret_access_key].concat());
        let date = mac(keyed(secret.as_bytes()), scope.date());
        let region = mac(keyed(&*date), scope.region().as_str());
        let service = mac(keyed(&*region), scope.service());
        let request = mac(keyed(&*service), "aws4_request");
        Self(keyed(&*request))
    }

    /// The signature of a string to sign, which must have the scope that the key was derived for.
    pub fn sign(&self, string_to_sign: &StringToSign) -> Hex {
        let mut mac = self.0.clone();
        mac.update(string_to_sign.as_str().as_bytes());
        Hex::new(&mac.finalize().into_bytes().0)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([redacted])")
    }
}

fn mac(mut key: HmacSha256, text: &str) -> Zeroizing<[u8; 32]> {
    key.update(text.as_bytes());
    Zeroizing::new(key.finalize().into_bytes().0)
}

fn keyed(key: &[u8]) -> HmacSha256 {
    // HMAC accepts keys of any length, so `new_from_slice` cannot fail.
    #[allow(clippy::expect_used)]
    HmacSha256::new_from_slice(key).expect("HMAC takes keys of every length")
}

type HmacSha256 = Hmac<Sha256>;
