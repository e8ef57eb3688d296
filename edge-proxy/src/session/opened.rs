use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::Session;

/// The sessions that an isolate has opened recently: opening one takes as long as planning the rest of a request.
///
/// Only tokens that were opened get in, and only the same text for the same edge is found again, so that a look-up
/// accepts what opening accepts. Whether a session has expired or was revoked is for the caller to check each time.
/// Zeroised when dropped.
#[derive(Default)]
pub(super) struct OpenedSessions(Mutex<HashMap<TokenText, Opened>>);

struct Opened {
    audience: String,
    session: Session,
}

#[derive(Eq, Hash, PartialEq)]
struct TokenText(Box<str>);

impl OpenedSessions {
    /// The largest number of sessions, each of which takes about 2 KB.
    const CAPACITY: usize = 500;

    pub(super) fn find(&self, audience: &str, text: &str) -> Option<Session> {
        let sessions = self.lock();
        let opened = sessions.get(text)?;
        (opened.audience == audience).then(|| opened.session.clone())
    }

    pub(super) fn keep(&self, audience: &str, text: &str, session: &Session) {
        let mut sessions = self.lock();
        // All of them: sessions still in use are opened again with their next request.
        if sessions.len() >= Self::CAPACITY {
            sessions.clear();
        }
        let opened = Opened {
            audience: audience.to_owned(),
            session: session.clone(),
        };
        sessions.insert(TokenText(text.into()), opened);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TokenText, Opened>> {
        // A poisoned lock is safe to use: no call leaves the map half changed.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clone of the keys starts without opened sessions.
impl Clone for OpenedSessions {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Eq for OpenedSessions {}

/// Keys are equal whichever sessions they have opened.
impl PartialEq for OpenedSessions {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Borrow<str> for TokenText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Drop for TokenText {
    fn drop(&mut self) {
        drop(Zeroizing::new(std::mem::take(&mut self.0).into_string()));
    }
}
