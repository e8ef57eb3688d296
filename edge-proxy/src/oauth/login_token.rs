use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::authenticator::MARK;
use super::{Authenticator, UserCode};
use crate::util::seal::derive_id;

/// A token that takes a sign-in: an authorization code or a device code, which are good once, or a refresh token,
/// which is good until a successor of it has been used.
///
/// It has the id of what it takes, a secret of which the store knows the hash, and a mark by which the edge knows
/// its own. Zeroised when dropped;
/// `Debug` shows only the kind.
#[derive(Clone, Eq, PartialEq)]
pub struct LoginToken {
    kind: TokenKind,
    id: [u8; 16],
    secret: Zeroizing<[u8; 32]>,
}

/// What a one-time token is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TokenKind {
    /// A first access token, for who has the code's verifier.
    Code,
    /// What somebody may have approved by its user code.
    Device,
    /// The next access token.
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
    /// Makes one for the login of an id, of a secret that is random.
    pub fn new(kind: TokenKind, id: [u8; 16], secret: [u8; 32]) -> Self {
        Self {
            kind,
            id,
            secret: Zeroizing::new(secret),
        }
    }

    /// Makes the code of a device that shows its user code.
    pub fn of_device(code: &UserCode, secret: [u8; 32]) -> Self {
        Self::new(TokenKind::Device, device_id(code), secret)
    }

    /// The refresh token that follows this one, for a salt that is random. Whoever has both can make it; the
    /// salt is in what is kept sealed.
    pub fn successor(&self, salt: &[u8; 32]) -> Self {
        let secret = Zeroizing::new(derive_id(&*self.secret, salt, &[SUCCESSOR, &self.id]));
        Self {
            kind: TokenKind::Refresh,
            id: self.id,
            secret,
        }
    }

    /// Reads a token of this kind; `None` if this edge did not issue it.
    pub fn parse(kind: TokenKind, text: &str, authenticator: Authenticator<'_>) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; 48 + MARK]);
        let encoded = text.strip_prefix(kind.prefix())?;
        let decoded = Base64UrlUnpadded::decode(encoded, &mut *bytes).ok()?;
        let (marked, mark) = decoded.split_last_chunk::<MARK>()?;
        let (id, secret) = marked.split_first_chunk()?;
        let secret = secret.try_into().ok()?;
        authenticator
            .is_mark(kind.prefix(), marked, mark)
            .then(|| Self::new(kind, *id, secret))
    }

    /// What it is for.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The id of what it takes.
    pub fn id(&self) -> &[u8; 16] {
        &self.id
    }

    /// The text.
    pub fn text(&self, authenticator: Authenticator<'_>) -> Zeroizing<String> {
        let marked = Zeroizing::new([&self.id[..], &self.secret[..]].concat());
        let mark = authenticator.mark(self.kind.prefix(), &marked);
        let bytes = Zeroizing::new([&marked[..], &mark].concat());
        let encoded = Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes));
        Zeroizing::new([self.kind.prefix(), &encoded].concat())
    }

    /// What the store knows it by.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.kind.prefix());
        hasher.update(self.secret.as_slice());
        Base64UrlUnpadded::encode_string(&hasher.finalize())
    }

    /// The name of the object that it takes.
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

/// The id of what a device asks for.
pub fn device_id(code: &UserCode) -> [u8; 16] {
    let mut id = [0; 16];
    id[..10].copy_from_slice(code.as_bytes());
    id
}

/// The name of the object that keeps a login.
pub fn login_object(id: &[u8; 16]) -> String {
    ["login-", &hex(id)].concat()
}

/// The name of the object that keeps what a device asks for.
pub fn device_object(code: &UserCode) -> String {
    ["device-", &hex(&device_id(code))].concat()
}

/// The name of the object that keeps a sign-in that is under way.
pub fn flow_object(id: &[u8; 16]) -> String {
    ["flow-", &hex(id)].concat()
}

const SUCCESSOR: &[u8] = b"codecommit-edge successor";

/// Bytes as text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
