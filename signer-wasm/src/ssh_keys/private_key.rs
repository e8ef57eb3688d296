use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use aes::Aes256;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bcrypt_pbkdf::bcrypt_pbkdf;
use ctr::Ctr128BE;
use ctr::cipher::{KeyIvInit, StreamCipher};
use pkcs1::RsaPrivateKey;
use pkcs8::PrivateKeyInfoRef;
use pkcs8::der::Decode as _;
use pkcs8::der::asn1::UintRef;
use ssh_encoding::{Encode, Mpint};
use zeroize::Zeroizing;

use super::asn1::RSA_ENCRYPTION;
use super::input::is_comment_character;
use super::public_key::push_wrapped;
use super::rsa::{OPENSSH_MAGIC, RsaNumbers};
use super::{SshKeyError, SshPublicKey};

/// An RSA private key for OpenSSH.
///
/// Zeroised when dropped. `Debug` shows only the public key.
pub struct SshPrivateKey {
    public: SshPublicKey,
    /// The numbers and the comment in OpenSSH's encoding.
    section: Zeroizing<Vec<u8>>,
}

impl SshPrivateKey {
    /// How many bytes of randomness [`SshPrivateKey::to_openssh`] takes.
    pub const RANDOM_LEN: usize = SALT_LEN + CHECK_LEN;

    /// Parses an RSA private key in PKCS#8, as WebCrypto exports it, and gives it a comment.
    ///
    /// # Errors
    ///
    /// [`SshKeyError::InvalidPkcs8`], [`SshKeyError::InvalidComment`], and those for the public key's numbers.
    pub fn from_pkcs8(pkcs8: &[u8], comment: &str) -> Result<Self, SshKeyError> {
        let comment = comment.trim();
        if comment.chars().count() > MAX_COMMENT || !comment.chars().all(is_comment_character) {
            return Err(SshKeyError::InvalidComment);
        }

        let info = PrivateKeyInfoRef::try_from(pkcs8).map_err(|_| SshKeyError::InvalidPkcs8)?;
        if info.algorithm.oid != RSA_ENCRYPTION {
            return Err(SshKeyError::InvalidPkcs8);
        }
        let key = RsaPrivateKey::<UintRef<'_>>::from_der(info.private_key.as_bytes())
            .map_err(|_| SshKeyError::InvalidPkcs8)?;
        if key.other_prime_infos.is_some() {
            return Err(SshKeyError::InvalidPkcs8);
        }
        let numbers = RsaNumbers::new(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;

        // Never grows, which would leave a copy behind: PKCS#8 has the same numbers and two more.
        let mut section = Zeroizing::new(Vec::with_capacity(pkcs8.len() + comment.len() + 64));
        put(&mut section, &"ssh-rsa")?;
        for number in [
            key.modulus,
            key.public_exponent,
            key.private_exponent,
            key.coefficient,
            key.prime1,
            key.prime2,
        ] {
            let number = Zeroizing::new(Mpint::from_positive_bytes(number.as_bytes()));
            put(&mut section, &*number)?;
        }
        put(&mut section, &comment)?;

        Ok(Self {
            public: SshPublicKey::new(numbers, comment.into()),
            section,
        })
    }

    /// The public key, with the same comment.
    pub fn public_key(&self) -> &SshPublicKey {
        &self.public
    }

    /// The key as `ssh-keygen` writes it: with a passphrase encrypted by aes256-ctr, under a key that bcrypt derives
    /// in 16 rounds. `random` must come from a secure generator, for each call anew.
    ///
    /// Source: OpenSSH `PROTOCOL.key`; `DEFAULT_CIPHERNAME` and `DEFAULT_ROUNDS` in `sshkey.c`.
    ///
    /// # Errors
    ///
    /// [`SshKeyError::InvalidPassphrase`] for fewer than five characters and for control characters, which
    /// cannot be typed at the prompt of `ssh`.
    pub fn to_openssh(
        &self,
        passphrase: Option<&str>,
        random: &[u8; Self::RANDOM_LEN],
    ) -> Result<Zeroizing<String>, SshKeyError> {
        let (salt, check) = random.split_at(SALT_LEN);
        let (cipher, block, kdf, kdf_options) = match passphrase {
            Some(_) => ("aes256-ctr", 16, "bcrypt", kdf_options(salt)?),
            None => ("none", 8, "none", Vec::new()),
        };

        let mut private = Zeroizing::new(Vec::with_capacity(
            2 * CHECK_LEN + self.section.len() + block,
        ));
        private.extend_from_slice(check);
        private.extend_from_slice(check);
        private.extend_from_slice(&self.section);
        for padding in 1.. {
            if private.len() % block == 0 {
                break;
            }
            private.push(padding);
        }
        if let Some(passphrase) = passphrase {
            encrypt(&mut private, passphrase, salt)?;
        }

        let public = self.public.numbers().to_ssh();
        // Unencrypted, these are secret too.
        let mut file = Zeroizing::new(Vec::with_capacity(private.len() + public.len() + 128));
        file.extend_from_slice(OPENSSH_MAGIC);
        put(&mut file, &cipher)?;
        put(&mut file, &kdf)?;
        put(&mut file, &kdf_options)?;
        put(&mut file, &1_u32)?;
        put(&mut file, &public)?;
        put(&mut file, &private[..])?;

        let base64 = Zeroizing::new(STANDARD.encode(&*file));
        let mut pem = Zeroizing::new(String::with_capacity(
            base64.len() + base64.len() / LINE + BEGIN.len() + END.len() + 1,
        ));
        pem.push_str(BEGIN);
        push_wrapped(&mut pem, &base64, LINE);
        pem.push_str(END);
        Ok(pem)
    }
}

impl fmt::Debug for SshPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { public, section: _ } = self;
        f.debug_struct("SshPrivateKey")
            .field("public", public)
            .field("section", &"[redacted]")
            .finish()
    }
}

/// Appends a value in SSH's encoding.
fn put(out: &mut Vec<u8>, value: &(impl Encode + ?Sized)) -> Result<(), SshKeyError> {
    // Only lengths beyond 32 bits fail.
    value.encode(out).map_err(|_| SshKeyError::InvalidPkcs8)
}

fn kdf_options(salt: &[u8]) -> Result<Vec<u8>, SshKeyError> {
    let mut options = Vec::new();
    put(&mut options, salt)?;
    put(&mut options, &ROUNDS)?;
    Ok(options)
}

fn encrypt(private: &mut [u8], passphrase: &str, salt: &[u8]) -> Result<(), SshKeyError> {
    if passphrase.chars().count() < MIN_PASSPHRASE || passphrase.chars().any(char::is_control) {
        return Err(SshKeyError::InvalidPassphrase);
    }
    let mut key_and_iv = Zeroizing::new([0; KEY_LEN + IV_LEN]);
    bcrypt_pbkdf(passphrase, salt, ROUNDS, &mut *key_and_iv)
        .map_err(|_| SshKeyError::InvalidPassphrase)?;
    let (key, iv) = key_and_iv.split_at(KEY_LEN);
    Ctr128BE::<Aes256>::new_from_slices(key, iv)
        .map_err(|_| SshKeyError::InvalidPassphrase)?
        .apply_keystream(private);
    Ok(())
}

const SALT_LEN: usize = 16;
const CHECK_LEN: usize = 4;
const KEY_LEN: usize = 32;
const IV_LEN: usize = 16;
/// The default of `ssh-keygen -a`.
const ROUNDS: u32 = 16;
/// `ssh-keygen` refuses shorter ones.
const MIN_PASSPHRASE: usize = 5;
const MAX_COMMENT: usize = 256;
const LINE: usize = 70;
const BEGIN: &str = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
const END: &str = "-----END OPENSSH PRIVATE KEY-----\n";
