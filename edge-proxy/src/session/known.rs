use std::collections::HashMap;

/// What an isolate knows of sessions, so that it need not ask their store with every request.
///
/// The store decides: what is here is forgotten after [`KnownSessions::LIFETIME_MS`], or earlier where there are too many,
/// and then asked for again. So a full table forgets no revocation, and none is undone by an answer that was on its way.
#[derive(Debug, Default)]
pub struct KnownSessions {
    sessions: HashMap<[u8; 16], Entry>,
}

/// What is known of a session.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct KnownSession {
    /// What is kept of it: sealed, where its token does not hold it.
    pub state: Option<Vec<u8>>,
    /// Whether it was ended.
    pub is_revoked: bool,
}

#[derive(Debug)]
struct Entry {
    known: KnownSession,
    until_ms: u64,
}

impl KnownSessions {
    /// How many milliseconds something is known: for so long another isolate can admit a session that was ended.
    pub const LIFETIME_MS: u64 = 60_000;
    /// How many sessions are known at a time.
    pub const CAPACITY: usize = 2000;

    /// What is known of a session at a time, in milliseconds.
    pub fn get(&self, id: &[u8; 16], now_ms: u64) -> Option<&KnownSession> {
        self.sessions
            .get(id)
            .filter(|entry| now_ms < entry.until_ms)
            .map(|entry| &entry.known)
    }

    /// Remembers what the store said of a session when it was asked at `asked_ms`.
    pub fn remember(&mut self, id: [u8; 16], known: KnownSession, asked_ms: u64) {
        let is_revoked_meanwhile = self
            .get(&id, asked_ms)
            .is_some_and(|before| before.is_revoked);
        if !is_revoked_meanwhile {
            self.insert(id, known, asked_ms);
        }
    }

    /// Remembers that a session was ended.
    pub fn revoke(&mut self, id: [u8; 16], now_ms: u64) {
        let known = KnownSession {
            state: None,
            is_revoked: true,
        };
        self.insert(id, known, now_ms);
    }

    fn insert(&mut self, id: [u8; 16], known: KnownSession, now_ms: u64) {
        if self.sessions.len() >= Self::CAPACITY && !self.sessions.contains_key(&id) {
            self.make_room(now_ms);
        }
        let until_ms = now_ms.saturating_add(Self::LIFETIME_MS);
        self.sessions.insert(id, Entry { known, until_ms });
    }

    fn make_room(&mut self, now_ms: u64) {
        self.sessions.retain(|_, entry| now_ms < entry.until_ms);
        if self.sessions.len() < Self::CAPACITY {
            return;
        }
        let oldest = self.sessions.iter().min_by_key(|(_, entry)| entry.until_ms);
        if let Some(id) = oldest.map(|(id, _)| *id) {
            self.sessions.remove(&id);
        }
    }
}
