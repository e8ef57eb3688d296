use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::authenticator::MARK;
use super::{Authenticator, UserCode};
use crate::util::base64::decode_array;
use crate::util::seal::derive_id;

/// A token for a login: an authorization code or a device code, which can be used once, or a refresh token, which can
/// be used until its successor has been used.
///
/// It consists of the id of the object it opens, a secret whose hash the store knows, and a mark by which the edge
/// recognises its own tokens. Zeroised when dropped; `Debug` shows only the kind.
#[derive(Clone, Eq, PartialEq)]
pub struct LoginToken {
    kind: TokenKind,
    id: [u8; 16],
    secret: Zeroizing<[u8; 32]>,
}

/// The kinds of tokens for a login.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenKind {
    /// An authorization code, for a first access token.
    Code,
    /// A device code, for the authorization that a user gives with the user code.
    Device,
    /// A refresh token, for the next access token.
    Refresh,
}

impl TokenKind {
    fn prefix(self) -> &'static str {
        match self {
            Self::Code => "ccec_",
            Self::Device => "cced_",
            Self::Refresh => "ccer_",
        }
    }
}

impl LoginToken {
    /// Makes a token for the object of an id, with a random secret.
    pub fn new(kind: TokenKind, id: [u8; 16], secret: [u8; 32]) -> Self {
        Self {
            kind,
            id,
            secret: Zeroizing::new(secret),
        }
    }

    /// Makes the device code that belongs to a user code.
    pub fn for_device(code: &UserCode, secret: [u8; 32]) -> Self {
        Self::new(TokenKind::Device, device_id(code), secret)
    }

    /// The refresh token that follows this one. It can be derived again from this token and the random salt, which is
    /// sealed in the login.
    pub fn successor(&self, salt: &[u8; 32]) -> Self {
        let secret = Zeroizing::new(derive_id(&*self.secret, salt, &[SUCCESSOR, &self.id]));
        Self {
            kind: TokenKind::Refresh,
            id: self.id,
            secret,
        }
    }

    /// Parses a token of this kind; `None` if this edge did not issue it.
    pub fn parse(kind: TokenKind, text: &str, authenticator: Authenticator<'_>) -> Option<Self> {
        let encoded = text.strip_prefix(kind.prefix())?;
        let bytes: Zeroizing<[u8; 48 + MARK]> =
            Zeroizing::new(decode_array(&URL_SAFE_NO_PAD, encoded)?);
        let (marked, mark) = bytes.split_last_chunk::<MARK>()?;
        let (id, secret) = marked.split_first_chunk()?;
        let secret = secret.try_into().ok()?;
        authenticator
            .is_mark(kind.prefix(), marked, mark)
            .then(|| Self::new(kind, *id, secret))
    }

    /// Whether it is an authorization code, a device code or a refresh token.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The id of the object it opens.
    pub fn id(&self) -> &[u8; 16] {
        &self.id
    }

    /// The token as text, with its prefix and mark.
    pub fn text(&self, authenticator: Authenticator<'_>) -> Zeroizing<String> {
        let marked = Zeroizing::new([&self.id[..], &self.secret[..]].concat());
        let mark = authenticator.mark(self.kind.prefix(), &marked);
        let bytes = Zeroizing::new([&marked[..], &mark].concat());
        let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode(&bytes));
        Zeroizing::new([self.kind.prefix(), &encoded].concat())
    }

    /// The hash by which the store knows it.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.kind.prefix());
        hasher.update(self.secret.as_slice());
        URL_SAFE_NO_PAD.encode(hasher.finalize())
    }

    /// The name of the Durable Object that it opens.
    pub fn object(&self) -> String {
        match self.kind {
            TokenKind::Code | TokenKind::Refresh => login_object(&self.id),
            TokenKind::Device => ["device-", &hex(&self.id)].concat(),
        }
    }
}

impl fmt::Debug for LoginToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginToken")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The id of a device authorization.
pub fn device_id(code: &UserCode) -> [u8; 16] {
    let mut id = [0; 16];
    id[..10].copy_from_slice(code.as_bytes());
    id
}

/// The name of the Durable Object that keeps a login.
pub fn login_object(id: &[u8; 16]) -> String {
    ["login-", &hex(id)].concat()
}

/// The name of the Durable Object that keeps a device authorization.
pub fn device_object(code: &UserCode) -> String {
    ["device-", &hex(&device_id(code))].concat()
}

/// The name of the Durable Object that keeps a sign-in in progress.
pub fn sign_in_object(id: &[u8; 16]) -> String {
    ["flow-", &hex(id)].concat()
}

const SUCCESSOR: &[u8] = b"codecommit-edge successor";

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
