//! Authenticated encryption for secrets that leave the edge or are stored: AES-256-GCM, with keys derived by
//! HKDF-SHA256 (NIST SP 800-38D, RFC 5869).

use std::fmt;

use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::{AeadInOut, Aes256Gcm, KeyInit, Tag};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// A key that seals and opens.
///
/// Zeroised when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub struct SealingKey(Zeroizing<[u8; 32]>);

impl SealingKey {
    /// Takes a key, which must be random.
    pub fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    /// Derives a key from a secret. `info` is a list: the boundaries between its parts count.
    pub fn derive(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> Self {
        Self(first_half(&expand(secret, salt, info)))
    }

    /// Seals bytes: the nonce, the ciphertext and the tag, in this order.
    ///
    /// `aad` is authenticated but not included; opening takes the same value. No nonce may be used twice with one
    /// key.
    pub fn seal(&self, nonce: [u8; 12], aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
        let mut sealed = Vec::with_capacity(OVERHEAD + plaintext.len());
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plaintext);
        let tag = self.encrypt(nonce, aad, &mut sealed[NONCE..]);
        sealed.extend_from_slice(&tag);
        sealed
    }

    /// Opens sealed bytes; `None` if the key or `aad` differs, or any bit was changed.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let (ciphertext, tag) = sealed.split_last_chunk::<TAG>()?;
        let mut plaintext = Zeroizing::new(ciphertext.to_vec());
        self.cipher()
            .decrypt_inout_detached(
                nonce.into(),
                aad,
                InOutBuf::from(plaintext.as_mut_slice()),
                tag.into(),
            )
            .ok()?;
        Some(plaintext)
    }

    // The limit is 64 GiB, and a worker has 128 MB.
    #[expect(clippy::expect_used)]
    fn encrypt(&self, nonce: [u8; NONCE], aad: &[u8], bytes: &mut [u8]) -> Tag {
        self.cipher()
            .encrypt_inout_detached(&nonce.into(), aad, InOutBuf::from(bytes))
            .expect("no plaintext that fits into memory is too long")
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new((&*self.0).into())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey([redacted])")
    }
}

/// Derives an id from a secret. It reveals nothing about the secret, nor about the key that [`SealingKey::derive`]
/// derives from the same arguments.
pub fn derive_id(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> [u8; 32] {
    let mut id = [0; 32];
    id.copy_from_slice(&expand(secret, salt, info)[32..]);
    id
}

// HKDF yields up to 8,160 bytes.
#[expect(clippy::expect_used)]
fn expand(secret: &[u8], salt: &[u8], info: &[&[u8]]) -> Zeroizing<[u8; 64]> {
    let mut joined = Vec::new();
    for part in info {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    let mut output = Zeroizing::new([0; 64]);
    Hkdf::<Sha256>::new(Some(salt), secret)
        .expand(&joined, output.as_mut_slice())
        .expect("64 bytes are few enough");
    output
}

fn first_half(bytes: &[u8; 64]) -> Zeroizing<[u8; 32]> {
    let mut half = Zeroizing::new([0; 32]);
    half.copy_from_slice(&bytes[..32]);
    half
}

/// The number of bytes that sealing adds.
pub const OVERHEAD: usize = NONCE + TAG;
const NONCE: usize = 12;
const TAG: usize = 16;
