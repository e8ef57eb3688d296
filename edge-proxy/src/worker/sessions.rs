//! Opens, completes and ends sessions. The state of each is stored in its own Durable Object.

use std::cell::RefCell;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use zeroize::Zeroizing;

use super::clock::Clock;
use super::durable_object::{milliseconds, stored};
use super::{Result, environment, login_store};
use crate::http::{Cors, EdgeResponse};
use crate::oauth::{hex, login_object};
use crate::plan::NewSession;
use crate::session::{KnownSession, KnownSessions, SealedSession, Session, SessionSubject};
use crate::{Config, Error};

/// Seals a session and returns it.
pub(super) async fn open(
    new: NewSession,
    audience: &str,
    config: &Config,
    cors: &Cors,
    clock: &Clock,
) -> Result<EdgeResponse> {
    let no_keys = || Error::Misconfigured("SESSION_KEYS is not set".into());
    let keys = config.session_keys.as_ref().ok_or_else(no_keys)?;
    let now = clock.now()?;
    let longest = now.saturating_add(u64::from(config.session_seconds));
    let session = Session {
        id: environment::random()?,
        profile: new.profile,
        read_only: new.read_only,
        expires_at: new.longest_until.unwrap_or(longest).min(longest),
        subject: new.subject,
    };
    let secret = Zeroizing::new(environment::random::<32>()?);
    let sealed = SealedSession::seal(keys, environment::random()?, &secret, audience, &session);
    keep(&sealed, &session).await?;
    Ok(EdgeResponse::session(
        sealed.token().as_str(),
        &session,
        now,
        cors,
    ))
}

/// Stores the part of a session that is not in its token.
pub(super) async fn keep(sealed: &SealedSession, session: &Session) -> Result<()> {
    if let SealedSession::Stored { state, .. } = sealed {
        let state = Uint8Array::from(&**state);
        stored(keep_session(
            &environment::session_store(),
            &name(&session.id),
            &state,
            milliseconds(session.expires_at),
        ))
        .await?;
    }
    Ok(())
}

/// Rejects a revoked session, and loads the state that its token refers to.
pub(super) async fn complete(session: &mut Session, audience: &str, clock: &Clock) -> Result<()> {
    if let Some(completed) = complete_at_once(session, audience, clock) {
        return completed;
    }
    let asked_ms = clock.now_ms();
    let store = environment::session_store();
    let read = stored(read_session(&store, &name(&session.id))).await?;
    let known = known_from_js(&read);
    KNOWN.with_borrow_mut(|sessions| sessions.remember(session.id, known.clone(), asked_ms));
    complete_with(&known, session, audience)
}

/// Like [`complete`], without waiting; `None` if this isolate has not looked the session up recently.
pub(super) fn complete_at_once(
    session: &mut Session,
    audience: &str,
    clock: &Clock,
) -> Option<Result<()>> {
    KNOWN.with_borrow(|sessions| {
        let known = sessions.get(&session.id, clock.now_ms())?;
        Some(complete_with(known, session, audience))
    })
}

fn complete_with(known: &KnownSession, session: &mut Session, audience: &str) -> Result<()> {
    if known.is_revoked {
        return Err(Error::CredentialsExpired(
            "This session was ended. Sign in again; programs open a new one with POST /session."
                .into(),
        ));
    }
    if let SessionSubject::Reference(secret) = &session.subject {
        let state = known.state.as_deref().ok_or_else(|| {
            Error::CredentialsExpired(
                "The state of this session no longer exists. Sign in again; programs open a new one with POST /session."
                    .into(),
            )
        })?;
        *session = secret.open(session.id, audience, state)?;
    }
    Ok(())
}

/// Ends a session, and the sign-in that it came from.
pub(super) async fn end(session: &Session, config: &Config, clock: &Clock) -> Result<()> {
    let mut until = milliseconds(session.expires_at);
    if config.has_login() {
        let ended = login_store::end(&login_object(&session.id), None).await?;
        until = ended.map_or(until, |ended| ended.max(until));
    }
    revoke(session.id, until, clock).await
}

/// Revokes all sessions with an id: at once in this isolate, in other isolates when they look them up again. `until`
/// is when their tokens will have expired, in milliseconds since 1970.
pub(super) async fn revoke(id: [u8; 16], until: f64, clock: &Clock) -> Result<()> {
    stored(revoke_session(
        &environment::session_store(),
        &name(&id),
        until,
    ))
    .await?;
    KNOWN.with_borrow_mut(|known| known.revoke(id, clock.now_ms()));
    Ok(())
}

fn known_from_js(read: &JsValue) -> KnownSession {
    let of = |name| Reflect::get(read, &JsValue::from_str(name)).unwrap_or_default();
    KnownSession {
        state: of("state")
            .dyn_ref()
            .map(|state: &js_sys::ArrayBuffer| Uint8Array::new(state).to_vec()),
        is_revoked: of("revoked").is_truthy(),
    }
}

/// The name of a session's Durable Object.
fn name(id: &[u8; 16]) -> String {
    hex(id)
}

thread_local! {
    static KNOWN: RefCell<KnownSessions> = RefCell::default();
}

#[wasm_bindgen(module = "/js/sessions.js")]
extern "C" {
    #[wasm_bindgen(js_name = readSession)]
    fn read_session(store: &JsValue, id: &str) -> Promise;

    #[wasm_bindgen(js_name = keepSession)]
    fn keep_session(store: &JsValue, id: &str, state: &Uint8Array, until: f64) -> Promise;

    #[wasm_bindgen(js_name = revokeSession)]
    fn revoke_session(store: &JsValue, id: &str, until: f64) -> Promise;
}
