use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{Error, Timestamp};

/// AWS credentials: temporary ones from STS, or an IAM user's.
///
/// Zeroised when dropped. `Debug` shows only the access key id; equality takes constant time.
#[derive(Clone)]
pub struct Credentials {
    access_key_id: String,
    secret_access_key: Secret,
    session_token: Option<Secret>,
    expiration: Option<Timestamp>,
}

impl Credentials {
    /// Validates credentials. An empty session token counts as none.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidCredentials`] if a part is missing, or contains a character that it cannot have, such as a
    /// pasted space or line break.
    pub fn new(
        access_key_id: &str,
        secret_access_key: &str,
        session_token: Option<&str>,
        expiration: Option<Timestamp>,
    ) -> Result<Self, Error> {
        Self::from_owned(
            access_key_id.to_owned(),
            Zeroizing::new(secret_access_key.into()),
            session_token.map(|token| Zeroizing::new(token.into())),
            expiration,
        )
    }

    /// Like [`Credentials::new`], without copying the secrets.
    pub(crate) fn from_owned(
        access_key_id: String,
        secret_access_key: Secret,
        session_token: Option<Secret>,
        expiration: Option<Timestamp>,
    ) -> Result<Self, Error> {
        let session_token = session_token.filter(|token| !token.is_empty());

        let problem = if access_key_id.is_empty() {
            "the access key id is empty"
        } else if access_key_id.len() > 128
            || !access_key_id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_')
        {
            "the access key id has more than 128 characters, or a character other than letters, digits and `_`"
        } else if secret_access_key.is_empty() {
            "the secret access key is empty"
        } else if !is_visible_ascii(&secret_access_key) {
            "the secret access key has an invalid character, such as a space or a line break; paste it again"
        } else if !session_token
            .as_ref()
            .is_none_or(|token| is_visible_ascii(token))
        {
            "the session token has an invalid character, such as a space or a line break; paste it again"
        } else {
            return Ok(Self {
                access_key_id,
                secret_access_key,
                session_token,
                expiration,
            });
        };

        Err(Error::InvalidCredentials(problem))
    }

    /// The access key id, which is not secret: CloudTrail logs it.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// The secret access key.
    pub fn secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    /// The session token of temporary credentials.
    pub fn session_token(&self) -> Option<&str> {
        self.session_token.as_ref().map(|token| &***token)
    }

    /// When temporary credentials expire, if known.
    pub fn expiration(&self) -> Option<Timestamp> {
        self.expiration
    }

    /// Rejects expired credentials.
    pub(crate) fn refuse_expired(&self, now: Timestamp) -> Result<(), Error> {
        match self.expiration {
            Some(expiration) if expiration <= now => Err(Error::CredentialsExpired {
                seconds_ago: now.seconds_since(expiration),
            }),
            _ => Ok(()),
        }
    }

    /// The user name of a git request: `AKID`, or `AKID%TOKEN`, raw.
    ///
    /// Source: aws-cli `customizations/codecommit.py`. In a URL it must be percent-encoded.
    pub fn git_username(&self) -> Zeroizing<String> {
        Zeroizing::new(match self.session_token() {
            Some(token) => [&self.access_key_id, "%", token].concat(),
            None => self.access_key_id.clone(),
        })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            access_key_id,
            secret_access_key: _,
            session_token,
            expiration,
        } = self;
        f.debug_struct("Credentials")
            .field("access_key_id", access_key_id)
            .field("secret_access_key", &"[redacted]")
            .field(
                "session_token",
                &session_token.as_ref().map(|_| "[redacted]"),
            )
            .field("expiration", expiration)
            .finish()
    }
}

impl Eq for Credentials {}

impl PartialEq for Credentials {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            access_key_id,
            secret_access_key,
            session_token,
            expiration,
        } = self;
        let same_token = match (session_token, &other.session_token) {
            (Some(ours), Some(theirs)) => ours.as_bytes().ct_eq(theirs.as_bytes()),
            (ours, theirs) => Choice::from(u8::from(ours.is_none() && theirs.is_none())),
        };
        let same_secret = secret_access_key
            .as_bytes()
            .ct_eq(other.secret_access_key.as_bytes());

        *access_key_id == other.access_key_id
            && *expiration == other.expiration
            && bool::from(same_secret & same_token)
    }
}

fn is_visible_ascii(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic())
}

/// A text that is never copied to grow, unlike a `String`, so that zeroising it leaves nothing behind.
pub(crate) type Secret = Zeroizing<Box<str>>;
