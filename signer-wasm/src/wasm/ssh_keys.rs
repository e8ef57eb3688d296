//! SSH keys for JavaScript.

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

use super::thrown;
use crate::ssh_keys::{SshKeyError, SshPrivateKey, SshPublicKey};
use crate::text::decimal;

/// Checks a public key.
///
/// Returns lines: the format, the length in bits, the fingerprints by MD5 and SHA-256, the comment, and the key in
/// one line.
#[wasm_bindgen(js_name = checkSshKey)]
pub fn check_ssh_key(text: String) -> Result<String, SshKeyError> {
    Ok(describe(&parse(text)?))
}

/// Converts a public key to PEM.
#[wasm_bindgen(js_name = sshKeyToPem)]
pub fn ssh_key_to_pem(text: String) -> Result<String, SshKeyError> {
    Ok(parse(text)?.to_pem())
}

/// A private key, held until it is written.
#[wasm_bindgen]
pub struct SshKeyPair(SshPrivateKey);

#[wasm_bindgen]
impl SshKeyPair {
    /// Takes over the PKCS#8 bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(pkcs8: Vec<u8>, comment: &str) -> Result<Self, SshKeyError> {
        let pkcs8 = Zeroizing::new(pkcs8);
        SshPrivateKey::from_pkcs8(&pkcs8, comment).map(Self)
    }

    /// Describes the public key as [`check_ssh_key`] does.
    #[wasm_bindgen(js_name = publicKey)]
    pub fn public_key(&self) -> String {
        describe(self.0.public_key())
    }

    /// The private key as text, of which no copy stays here. The passphrase is in UTF-8.
    #[wasm_bindgen(js_name = privateKey)]
    pub fn private_key(
        &self,
        passphrase: Option<Vec<u8>>,
        random: &[u8],
    ) -> Result<JsValue, SshKeyError> {
        let passphrase = passphrase.map(Zeroizing::new);
        let passphrase = passphrase
            .as_ref()
            .map(|bytes| str::from_utf8(bytes).map_err(|_| SshKeyError::InvalidPassphrase))
            .transpose()?;
        let random = random.try_into().map_err(|_| SshKeyError::InvalidPkcs8)?;
        let text = self.0.to_openssh(passphrase, random)?;
        Ok(JsValue::from_str(&text))
    }
}

fn parse(text: String) -> Result<SshPublicKey, SshKeyError> {
    // It may be a private key.
    let text = Zeroizing::new(text);
    SshPublicKey::parse(&text)
}

fn describe(key: &SshPublicKey) -> String {
    [
        key.format().name(),
        "\n",
        &decimal(key.bits().into()),
        "\n",
        &key.md5_fingerprint(),
        "\n",
        &key.sha256_fingerprint(),
        "\n",
        key.comment(),
        "\n",
        &key.to_openssh(),
    ]
    .concat()
}

impl From<SshKeyError> for JsValue {
    fn from(error: SshKeyError) -> Self {
        thrown(error.code(), &error.message())
    }
}
