//! The parts of a request that every step of a sign-in needs: the browser's binding and the edge's keys.

use crate::Error;
use crate::oauth::{Authenticator, Binding};
use crate::session::SessionKeys;
use crate::worker::Result;
use crate::worker::request_context::RequestContext;

/// The browser's binding, if it has begun a sign-in.
pub(super) fn binding(context: &RequestContext<'_>) -> Option<Binding> {
    let cookies = context.request.headers().get("cookie").ok()??;
    Binding::from_cookies(&cookies, context.head.own_origin())
}

pub(super) fn authenticator<'a>(context: &RequestContext<'a>) -> Result<Authenticator<'a>> {
    Ok(Authenticator {
        keys: session_keys(context)?,
        audience: context.head.own_origin(),
    })
}

pub(super) fn session_keys<'a>(context: &RequestContext<'a>) -> Result<&'a SessionKeys> {
    context
        .config
        .session_keys
        .as_ref()
        .ok_or_else(|| Error::Misconfigured("SESSION_KEYS is not set".into()))
}
