//! Reads the few bodies that enter wasm: short responses of services, forms, calls to AWS's APIs, and the commands of a
//! rejected push.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, Request, Response};

use zeroize::Zeroizing;

use super::Result;
use crate::Error;
use crate::git::advertisement::{AdvertisementStart, Start};
use crate::git::pkt_line::FLUSH;
use crate::git::push::{CommandReader, Commands, RefusedPush};

/// Reads up to `limit` bytes of a response, and cancels the rest.
pub(super) async fn read_start(response: &Response, limit: usize) -> Result<Vec<u8>, JsValue> {
    let Some(reader) = response.body().as_ref().map(Reader::new) else {
        return Ok(Vec::new());
    };
    let start = reader.start(limit).await?;
    reader.cancel();
    Ok(start)
}

/// Reads up to `limit` bytes of a request, and leaves the rest unread.
async fn start_of(request: &Request, limit: usize) -> Result<Vec<u8>, JsValue> {
    match request.body().as_ref().map(Reader::new) {
        Some(reader) => {
            let start = reader.start(limit).await;
            reader.release();
            start
        }
        None => Ok(Vec::new()),
    }
}

/// Whether the body is the probe that precedes a large git request.
pub(super) async fn is_probe(request: &Request) -> bool {
    start_of(request, FLUSH.len() + 1)
        .await
        .is_ok_and(|body| body == FLUSH)
}

/// Rewrites the start of an advertisement: returns the new start, and the rest as a stream.
pub(super) async fn rewrite_start(response: &Response) -> Option<(Vec<u8>, ReadableStream)> {
    let body = response.body()?;
    let reader = Reader::new(&body);
    let mut start = AdvertisementStart::default();
    loop {
        let Ok(Some(piece)) = reader.next().await else {
            return None;
        };
        match start.read(&piece.to_vec()) {
            Start::Complete(bytes) => {
                reader.release();
                return Some((bytes, body));
            }
            Start::Incomplete => {}
            Start::Invalid => {
                reader.cancel();
                return None;
            }
        }
    }
}

/// Reads a form.
pub(super) async fn read_form(request: &Request) -> Result<Zeroizing<String>> {
    read_form_up_to(request, MAX_FORM).await
}

/// Reads a form with the response of a SAML identity provider.
pub(super) async fn read_saml_form(request: &Request) -> Result<Zeroizing<String>> {
    read_form_up_to(request, MAX_SAML_FORM).await
}

async fn read_form_up_to(request: &Request, limit: usize) -> Result<Zeroizing<String>> {
    let bytes = start_of(request, limit + 1)
        .await
        .map(Zeroizing::new)
        .map_err(|_| Error::BadRequest("The form broke off. Send it again.".into()))?;
    if bytes.len() > limit {
        let problem = format!(
            "The form is longer than {} KiB. Send only the parameters that are needed.",
            limit >> 10
        );
        return Err(Error::BadRequest(problem.into()));
    }
    std::str::from_utf8(&bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| Error::BadRequest("The form is not UTF-8. Encode it as UTF-8.".into()))
}

/// Reads the body of a call to AWS's API.
pub(super) async fn read_call(request: &Request, limit: usize) -> Result<Vec<u8>> {
    let bytes = start_of(request, limit + 1)
        .await
        .map_err(|_| Error::BadRequest("The body of the call broke off. Send it again.".into()))?;
    match bytes.len() > limit {
        true => Err(Error::CallTooLarge(limit)),
        false => Ok(bytes),
    }
}

/// Reads the commands of a push of up to `limit` bytes, then discards the rest: git reads no response before it has
/// sent everything.
pub(super) async fn read_commands(
    request: &Request,
    gzipped: bool,
    limit: u64,
) -> Result<RefusedPush> {
    let unreadable = || Error::BadRequest("The body is not a push. Push with git.".into());
    let body = PushBody::new(&request.body().ok_or_else(unreadable)?, gzipped);
    let Some(push) = commands_of(&body).await else {
        body.release();
        return Err(unreadable());
    };
    // If the body fails, the client has disconnected, and no response can reach it.
    match JsFuture::from(body.discard(limit as f64)).await {
        Ok(within) if within.is_falsy() => Err(Error::PushTooLarge { limit }),
        _ => Ok(push),
    }
}

async fn commands_of(body: &PushBody) -> Option<RefusedPush> {
    let mut commands = CommandReader::default();
    loop {
        let chunk = JsFuture::from(body.next()).await.ok()?;
        match commands.read(&chunk.dyn_into::<Uint8Array>().ok()?.to_vec()) {
            Commands::Complete(push) => return Some(push),
            Commands::Incomplete => {}
            Commands::Invalid => return None,
        }
    }
}

/// More than any other form of a sign-in needs.
const MAX_FORM: usize = 64 << 10;
/// More than a response of 100,000 characters takes, with escapes and line breaks.
const MAX_SAML_FORM: usize = 160 << 10;

struct Reader(ReadableStreamDefaultReader);

impl Reader {
    fn new(stream: &ReadableStream) -> Self {
        Self(stream.get_reader().unchecked_into())
    }

    async fn next(&self) -> Result<Option<Uint8Array>, JsValue> {
        let read = JsFuture::from(self.0.read()).await?;
        let done = Reflect::get(&read, &JsValue::from_str("done"))?;
        match done.is_truthy() {
            true => Ok(None),
            false => Ok(Some(
                Reflect::get(&read, &JsValue::from_str("value"))?.unchecked_into(),
            )),
        }
    }

    /// Reads up to `limit` bytes.
    async fn start(&self, limit: usize) -> Result<Vec<u8>, JsValue> {
        let mut start = Vec::new();
        while start.len() < limit
            && let Some(chunk) = self.next().await?
        {
            start.extend(chunk.to_vec());
        }
        start.truncate(limit);
        Ok(start)
    }

    fn release(&self) {
        self.0.release_lock();
    }

    fn cancel(&self) {
        // Not awaited: the connection may close later.
        let _ = self.0.cancel();
    }
}

#[wasm_bindgen(module = "/js/push_body.js")]
extern "C" {
    type PushBody;

    #[wasm_bindgen(constructor)]
    fn new(body: &ReadableStream, gzipped: bool) -> PushBody;

    #[wasm_bindgen(method)]
    fn next(this: &PushBody) -> Promise;

    #[wasm_bindgen(method)]
    fn discard(this: &PushBody, limit: f64) -> Promise;

    #[wasm_bindgen(method)]
    fn release(this: &PushBody);
}
