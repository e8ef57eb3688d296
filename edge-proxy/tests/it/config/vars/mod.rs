//! Variables and the messages for invalid ones.

mod messages;
mod read;
mod unknown;

use super::read;

/// A key for `SESSION_KEYS`.
const KEY: &str = "ERERERERERERERERERERERERERERERERERERERERERE=";
