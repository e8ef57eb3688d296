use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use crate::text::decimal;

/// The reason why IAM would not accept a text as an SSH public key, or why a private key cannot be written.
///
/// The messages never quote the input, which may be a private key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SshKeyError {
    /// A DSA key.
    Dsa,
    /// An ECDSA key.
    Ecdsa,
    /// An Ed25519 key.
    Ed25519,
    /// Nothing but white space.
    Empty,
    /// The public exponent cannot be one of an RSA key.
    Exponent,
    /// Other text before or after the key.
    ExtraText,
    /// The key's data ends too early.
    Incomplete,
    /// The comment for a new key is not usable.
    InvalidComment,
    /// The passphrase for a new key is not usable.
    InvalidPassphrase,
    /// The input for a new key is not an RSA private key in PKCS#8.
    InvalidPkcs8,
    /// The data is damaged.
    Malformed,
    /// Text before the key in its line, as in `authorized_keys` or `known_hosts`.
    Options,
    /// A private key, named by its form.
    Private(&'static str),
    /// A key on a FIDO security key.
    SecurityKey,
    /// More than one key.
    Several,
    /// An OpenSSH certificate.
    SshCertificate,
    /// An RSA key with fewer than 2,048 bits.
    TooFewBits {
        /// The length of the modulus.
        bits: u32,
    },
    /// The text is longer than IAM accepts.
    TooLong,
    /// An RSA key with more than 16,384 bits.
    TooManyBits {
        /// The length of the modulus.
        bits: u32,
    },
    /// Data after the end of the key, within its base64.
    TrailingBytes,
    /// The type in front of the data is not the one within.
    TypeMismatch,
    /// The key's data without the type before it.
    TypeMissing,
    /// Not a key.
    Unrecognized,
    /// A key of another type.
    UnsupportedType,
    /// An X.509 certificate or certificate request.
    X509Certificate,
}

impl SshKeyError {
    /// A stable name for the kind of error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Dsa => "ssh_key_dsa",
            Self::Ecdsa => "ssh_key_ecdsa",
            Self::Ed25519 => "ssh_key_ed25519",
            Self::Empty => "ssh_key_empty",
            Self::Exponent => "ssh_key_exponent",
            Self::ExtraText => "ssh_key_extra_text",
            Self::Incomplete => "ssh_key_incomplete",
            Self::InvalidComment => "invalid_comment",
            Self::InvalidPassphrase => "invalid_passphrase",
            Self::InvalidPkcs8 => "invalid_pkcs8",
            Self::Malformed => "ssh_key_malformed",
            Self::Options => "ssh_key_options",
            Self::Private(_) => "ssh_key_private",
            Self::SecurityKey => "ssh_key_security_key",
            Self::Several => "ssh_key_several",
            Self::SshCertificate => "ssh_key_ssh_certificate",
            Self::TooFewBits { .. } => "ssh_key_too_few_bits",
            Self::TooLong => "ssh_key_too_long",
            Self::TooManyBits { .. } => "ssh_key_too_many_bits",
            Self::TrailingBytes => "ssh_key_trailing_bytes",
            Self::TypeMismatch => "ssh_key_type_mismatch",
            Self::TypeMissing => "ssh_key_type_missing",
            Self::Unrecognized => "ssh_key_unrecognized",
            Self::UnsupportedType => "ssh_key_unsupported_type",
            Self::X509Certificate => "ssh_key_x509_certificate",
        }
    }

    /// The text of [`fmt::Display`], produced without `core::fmt`.
    pub(crate) fn message(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Dsa => {
                "This is a DSA key. IAM accepts only RSA keys: make one with `ssh-keygen -t rsa -b 4096`."
            }
            Self::Ecdsa => {
                "This is an ECDSA key. IAM accepts only RSA keys: make one with `ssh-keygen -t rsa -b 4096`."
            }
            Self::Ed25519 => {
                "This is an Ed25519 key. IAM accepts only RSA keys: make one with `ssh-keygen -t rsa -b 4096`."
            }
            Self::Empty => {
                "The text is empty. Paste the contents of a public key file, such as `~/.ssh/id_rsa.pub`."
            }
            Self::Exponent => {
                "The key's public exponent is not one of an RSA key. The key is damaged or unsafe: make a new one with \
                 `ssh-keygen -t rsa -b 4096`."
            }
            Self::ExtraText => {
                "There is other text around the key. Paste only the key, from `ssh-rsa` to the end of its comment."
            }
            Self::Incomplete => "The key is cut off. Copy it again to its end, or choose its file.",
            Self::InvalidComment => {
                "The comment is too long or contains a character that IAM does not accept. Use up to 256 letters, \
                 digits, spaces and signs of Latin-1, without line breaks."
            }
            Self::InvalidPassphrase => {
                "The passphrase cannot be used. It must have at least 5 characters, as `ssh-keygen` requires, and no \
                 control characters."
            }
            Self::InvalidPkcs8 => {
                "The private key is not an RSA key in PKCS#8 form. Export it from WebCrypto as `pkcs8`."
            }
            Self::Malformed => {
                "The key is damaged: its data is not that of a public key. Copy it again, or choose its file."
            }
            Self::Options => {
                "There is text before the key in its line: options as in `authorized_keys`, or a host as in \
                 `known_hosts`. Paste the line from `ssh-rsa` on."
            }
            Self::Private(form) => {
                let parts = [
                    "This is a private key (",
                    form,
                    "). It must stay on your computer: do not send it to anyone. Choose the public key, whose file \
                     ends in `.pub`, or print it with `ssh-keygen -y -f` and the file's name. If anyone else has \
                     seen this text, make a new key.",
                ];
                return Cow::Owned(parts.concat());
            }
            Self::SecurityKey => {
                "This key is on a security key (FIDO). IAM accepts only RSA keys: make one with \
                 `ssh-keygen -t rsa -b 4096`."
            }
            Self::Several => {
                "There is more than one key. Paste one key, and upload them one after another."
            }
            Self::SshCertificate => {
                "This is an OpenSSH certificate. IAM accepts the key without a certificate: choose the file without \
                 `-cert` in its name."
            }
            Self::TooFewBits { bits } => {
                let bits = grouped(bits);
                let parts = [
                    "This RSA key has ",
                    &bits,
                    " bits. IAM accepts 2,048 to 16,384: make a new one with `ssh-keygen -t rsa -b 4096`.",
                ];
                return Cow::Owned(parts.concat());
            }
            Self::TooLong => {
                "The text is longer than IAM accepts (16,384 characters). Paste only the key, with a short comment."
            }
            Self::TooManyBits { bits } => {
                let bits = grouped(bits);
                let parts = [
                    "This RSA key has ",
                    &bits,
                    " bits. IAM accepts 2,048 to 16,384, and 4,096 are enough: make a new one with \
                     `ssh-keygen -t rsa -b 4096`.",
                ];
                return Cow::Owned(parts.concat());
            }
            Self::TrailingBytes => {
                "There is data after the end of the key. Copy the key again, or choose its file."
            }
            Self::TypeMismatch => {
                "The type before the key's data is not the type in the data. Copy the whole line of the `.pub` file \
                 unchanged."
            }
            Self::TypeMissing => {
                "This is the data of a key without its type. Copy the whole line from `ssh-rsa` on, or the whole block \
                 with its BEGIN and END lines."
            }
            Self::Unrecognized => {
                "This is not a public key. Paste a line that starts with `ssh-rsa`, or a block that starts with \
                 `-----BEGIN PUBLIC KEY-----`."
            }
            Self::UnsupportedType => {
                "IAM does not accept keys of this type. Make an RSA key with `ssh-keygen -t rsa -b 4096`."
            }
            Self::X509Certificate => {
                "This is an X.509 certificate or a request for one. IAM accepts the public key only: print it with \
                 `openssl x509 -pubkey -noout` if it is an RSA key."
            }
        })
    }
}

/// The number in decimal, with a comma before each group of three digits as in the limits.
fn grouped(number: u32) -> String {
    let thousands = number / 1000;
    if thousands == 0 {
        return decimal(number.into());
    }
    let mut text = grouped(thousands);
    text.push(',');
    for place in [100, 10, 1] {
        text.push(char::from(b'0' + (number / place % 10) as u8));
    }
    text
}

impl fmt::Display for SshKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl core::error::Error for SshKeyError {}
