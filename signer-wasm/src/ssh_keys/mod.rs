//! SSH keys for CodeCommit: public keys that IAM accepts, and private keys in OpenSSH's format.
//!
//! [`SshPublicKey::parse`] reads a public key in any usual form and rejects everything that IAM would reject, with a
//! reason. [`SshPrivateKey`] converts a generated RSA key into what `ssh` reads. No arithmetic is done on keys.
//!
//! Source: IAM's `UploadSSHPublicKey`: "must be encoded in ssh-rsa format or PEM format", 2,048 to 16,384 bits.

mod armor;
mod asn1;
mod error;
mod input;
mod key_line;
mod key_type;
mod private_key;
mod public_key;
mod rsa;

pub use error::SshKeyError;
pub use private_key::SshPrivateKey;
pub use public_key::{KeyFormat, SshPublicKey};
