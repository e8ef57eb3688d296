//! Sessions: opened, looked after, ended. What is kept of each is in a Durable Object of its own.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Promise, Reflect, Uint8Array};
use signer_wasm::Timestamp;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use super::{Clock, Result, environment};
use crate::error::Leg;
use crate::plan::NewSession;
use crate::session::{SealedSession, Session, SessionSubject};
use crate::{Answer, Config, Cors, Error};

/// Seals a session, and hands it out.
pub(super) async fn open(
    new: NewSession,
    audience: &str,
    config: &Config,
    cors: &Cors,
    clock: &Clock,
) -> Result<Answer> {
    let no_keys = || Error::Misconfigured("SESSION_KEYS is not set".into());
    let keys = config.session_keys.as_ref().ok_or_else(no_keys)?;
    let now = clock.now()?;
    let longest = now.saturating_add(u64::from(config.session_seconds));
    let session = Session {
        id: random()?,
        profile: new.profile,
        read_only: new.read_only,
        expires_at: new.longest_until.unwrap_or(longest).min(longest),
        subject: new.subject,
    };
    let secret = Zeroizing::new(random::<32>()?);
    let sealed = SealedSession::seal(keys, random()?, &secret, audience, &session);
    if let SealedSession::Stored { state, .. } = &sealed {
        let state = Uint8Array::from(&**state);
        stored(keep_session(
            &environment::session_store(),
            &name(&session),
            &state,
            milliseconds(session.expires_at),
        ))
        .await?;
    }
    Ok(Answer::session(
        sealed.token().as_str(),
        &session,
        now,
        cors,
    ))
}

/// Refuses a session that was ended, and fetches what its token only refers to.
pub(super) async fn complete(session: &mut Session, audience: &str, clock: &Clock) -> Result<()> {
    let now_ms = clock.now_ms();
    let known = KNOWN.with_borrow(|known| {
        known
            .get(&session.id)
            .filter(|known| known.until_ms > now_ms)
            .cloned()
    });
    let kept = match known {
        Some(kept) => kept,
        None => {
            let read = stored(read_session(&environment::session_store(), &name(session))).await?;
            let kept = Kept::from_js(&read, now_ms + KNOWN_MS);
            remember(session.id, kept.clone(), now_ms);
            kept
        }
    };

    if kept.revoked {
        return Err(Error::CredentialsExpired(
            "This session was ended. Open a new one with POST /session.".into(),
        ));
    }
    if let SessionSubject::Reference(secret) = &session.subject {
        let gone = || {
            Error::CredentialsExpired(
                "Nothing is kept of this session any more. Open a new one with POST /session."
                    .into(),
            )
        };
        *session = secret.open(session.id, audience, &kept.state.ok_or_else(gone)?)?;
    }
    Ok(())
}

/// Ends a session: at once where it is ended, in other isolates when they look the next time.
pub(super) async fn end(session: &Session, cors: &Cors, clock: &Clock) -> Result<Answer> {
    let until = milliseconds(session.expires_at);
    stored(revoke_session(
        &environment::session_store(),
        &name(session),
        until,
    ))
    .await?;
    let ended = Kept {
        state: None,
        revoked: true,
        until_ms: until as u64,
    };
    remember(session.id, ended, clock.now_ms());
    Ok(Answer::nothing(cors))
}

/// What is known of a session.
#[derive(Clone)]
struct Kept {
    state: Option<Vec<u8>>,
    revoked: bool,
    until_ms: u64,
}

impl Kept {
    fn from_js(read: &JsValue, until_ms: u64) -> Self {
        let of = |name| Reflect::get(read, &JsValue::from_str(name)).unwrap_or_default();
        Self {
            state: of("state")
                .dyn_ref()
                .map(|state: &js_sys::ArrayBuffer| Uint8Array::new(state).to_vec()),
            revoked: of("revoked").is_truthy(),
            until_ms,
        }
    }
}

fn remember(id: [u8; 16], kept: Kept, now_ms: u64) {
    KNOWN.with_borrow_mut(|known| {
        if known.len() >= MAX_KNOWN {
            known.retain(|_, kept| kept.until_ms > now_ms);
        }
        if known.len() < MAX_KNOWN {
            known.insert(id, kept);
        }
    });
}

async fn stored(promise: Promise) -> Result<JsValue> {
    JsFuture::from(promise)
        .await
        .map_err(|error| Error::UpstreamUnreachable {
            leg: Leg::SessionStore,
            detail: environment::message_of(&error),
        })
}

/// Random bytes for one use.
fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map(|()| bytes)
        .map_err(|error| Error::Misconfigured(error.to_string()))
}

/// The name of a session's object.
fn name(session: &Session) -> String {
    session
        .id
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn milliseconds(time: Timestamp) -> f64 {
    time.unix_seconds() as f64 * 1000.0
}

thread_local! {
    static KNOWN: RefCell<HashMap<[u8; 16], Kept>> = RefCell::default();
}

/// How long an isolate goes by what it knows of a session; so long can an ended one still be let in.
const KNOWN_MS: u64 = 60_000;
const MAX_KNOWN: usize = 2000;

#[wasm_bindgen(module = "/js/sessions.js")]
extern "C" {
    #[wasm_bindgen(js_name = readSession)]
    fn read_session(store: &JsValue, id: &str) -> Promise;

    #[wasm_bindgen(js_name = keepSession)]
    fn keep_session(store: &JsValue, id: &str, state: &Uint8Array, until: f64) -> Promise;

    #[wasm_bindgen(js_name = revokeSession)]
    fn revoke_session(store: &JsValue, id: &str, until: f64) -> Promise;
}
