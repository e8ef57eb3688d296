use std::fmt;

use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::opened::OpenedSessions;
use crate::util::base64::decode_array;
use crate::util::seal::{SealingKey, derive_id};

/// The keys that seal sessions: the first seals, and every one opens.
///
/// A new key is put first, and the old one stays in the list until its last session has expired, so that no user is
/// logged out. Zeroised when dropped; `Debug` shows the keys' ids.
#[derive(Clone, Eq, PartialEq)]
pub struct SessionKeys {
    first: SessionKey,
    others: Vec<SessionKey>,
    opened: OpenedSessions,
}

impl SessionKeys {
    /// Parses `{id}:{key}[,{id}:{key}…]`: ids of up to 16 lower-case letters, digits and `-`, keys of 32 bytes in
    /// base64 or base64url.
    ///
    /// # Errors
    ///
    /// [`SessionKeysError`] says which entry is wrong, and how to generate a key.
    pub fn parse(text: &str) -> Result<Self, SessionKeysError> {
        let mut entries = text.split(',').enumerate();
        let first = match entries.next() {
            Some((_, entry)) => SessionKey::parse(entry),
            None => Err("is empty"),
        };
        let mut keys = Self {
            first: first.map_err(|problem| SessionKeysError { entry: 1, problem })?,
            others: Vec::new(),
            opened: OpenedSessions::default(),
        };
        for (index, entry) in entries {
            let key = SessionKey::parse(entry)
                .and_then(|key| match keys.find(&key.id) {
                    None => Ok(key),
                    Some(_) => Err("has the same id as an earlier one"),
                })
                .map_err(|problem| SessionKeysError {
                    entry: index + 1,
                    problem,
                })?;
            keys.others.push(key);
        }
        Ok(keys)
    }

    /// A keyed hash of `bytes`, with the first key.
    pub(crate) fn mark(&self, audience: &str, kind: &str, bytes: &[u8]) -> [u8; 16] {
        self.first.mark(audience, kind, bytes)
    }

    /// The same hash with each of the keys.
    pub(crate) fn marks(
        &self,
        audience: &str,
        kind: &str,
        bytes: &[u8],
    ) -> impl Iterator<Item = [u8; 16]> {
        [&self.first]
            .into_iter()
            .chain(&self.others)
            .map(move |key| key.mark(audience, kind, bytes))
    }

    /// The sessions opened with these keys.
    pub(super) fn opened(&self) -> &OpenedSessions {
        &self.opened
    }

    pub(super) fn first(&self) -> &SessionKey {
        &self.first
    }

    pub(super) fn find(&self, id: &str) -> Option<&SessionKey> {
        [&self.first]
            .into_iter()
            .chain(&self.others)
            .find(|key| key.id == id)
    }
}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            first,
            others,
            opened: _,
        } = self;
        f.debug_list()
            .entry(&first.id)
            .entries(others.iter().map(|key| &key.id))
            .finish()
    }
}

#[derive(Clone)]
pub(super) struct SessionKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
}

impl Eq for SessionKey {}

impl PartialEq for SessionKey {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && bool::from(self.secret.as_slice().ct_eq(other.secret.as_slice()))
    }
}

impl SessionKey {
    fn parse(entry: &str) -> Result<Self, &'static str> {
        let (id, key) = entry
            .trim()
            .split_once(':')
            .ok_or("has no `:` between an id and a key")?;
        if !is_id(id) {
            return Err("has an id that is not 1 to 16 lower-case letters, digits and `-`");
        }

        let key = key.strip_suffix('=').unwrap_or(key);
        let secret = [STANDARD_NO_PAD, URL_SAFE_NO_PAD]
            .iter()
            .find_map(|encoding| decode_array(encoding, key))
            .ok_or("has a key that is not 32 bytes in base64")?;
        Ok(Self {
            id: id.to_owned(),
            secret: Zeroizing::new(secret),
        })
    }

    fn mark(&self, audience: &str, kind: &str, bytes: &[u8]) -> [u8; 16] {
        let info = [MARK, kind.as_bytes(), bytes];
        let mut mark = [0; 16];
        mark.copy_from_slice(&derive_id(&*self.secret, audience.as_bytes(), &info)[..16]);
        mark
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The key for one id and one purpose. Each has its own, so that no nonce is used twice under one key.
    pub(super) fn sealing_key(&self, id: &[u8; 16], purpose: &[u8]) -> SealingKey {
        SealingKey::derive(&*self.secret, id, &[purpose])
    }
}

const MARK: &[u8] = b"codecommit-edge mark";

fn is_id(id: &str) -> bool {
    (1..=16).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Why `SESSION_KEYS` is invalid, without quoting any of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SessionKeysError {
    entry: usize,
    problem: &'static str,
}

impl fmt::Display for SessionKeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entry, problem } = self;
        write!(
            f,
            "entry {entry} {problem}; write {{id}}:{{key}} with a key from `openssl rand -base64 32`, and commas between entries"
        )
    }
}

impl std::error::Error for SessionKeysError {}
