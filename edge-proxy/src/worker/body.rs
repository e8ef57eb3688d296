//! The bodies that are read: the short answers of services, and the commands of a push that the edge
//! refuses.

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, Request, Response};

use zeroize::Zeroizing;

use super::Result;
use crate::Error;
use crate::push::{CommandReader, Commands, RefusedPush};

/// Reads up to `limit` bytes of an answer, and lets go of the rest.
pub(super) async fn read_start(response: &Response, limit: usize) -> Result<Vec<u8>, JsValue> {
    start_of(response.body(), limit).await
}

/// Reads a form.
pub(super) async fn read_form(request: &Request) -> Result<Zeroizing<String>> {
    let bytes = start_of(request.body(), MAX_FORM + 1)
        .await
        .map(Zeroizing::new)
        .map_err(|_| Error::BadRequest("the form broke off".into()))?;
    if bytes.len() > MAX_FORM {
        return Err(Error::BadRequest("the form is too long".into()));
    }
    std::str::from_utf8(&bytes)
        .map(|text| Zeroizing::new(text.to_owned()))
        .map_err(|_| Error::BadRequest("the form is not UTF-8".into()))
}

async fn start_of(body: Option<ReadableStream>, limit: usize) -> Result<Vec<u8>, JsValue> {
    let mut start = Vec::new();
    if let Some(reader) = body.as_ref().map(Reader::new) {
        while start.len() < limit
            && let Some(chunk) = reader.next().await?
        {
            start.extend(chunk.to_vec());
        }
        reader.cancel();
    }
    start.truncate(limit);
    Ok(start)
}

/// Reads the commands of a push of up to `limit` bytes, then takes the rest of it in unseen: git reads
/// no answer before it has sent everything.
pub(super) async fn read_commands(
    request: &Request,
    gzipped: bool,
    limit: u64,
) -> Result<RefusedPush> {
    let unreadable = || Error::BadRequest("the body is not a push".into());
    let body = PushBody::new(&request.body().ok_or_else(unreadable)?, gzipped);
    let mut commands = CommandReader::default();
    let push = loop {
        let chunk = JsFuture::from(body.next())
            .await
            .ok()
            .and_then(|chunk| chunk.dyn_into::<Uint8Array>().ok())
            .ok_or_else(unreadable)?;
        match commands.read(&chunk.to_vec()) {
            Commands::Complete(push) => break push,
            Commands::Incomplete => {}
            Commands::Invalid => return Err(unreadable()),
        }
    };
    // One that breaks off has been refused already, and nobody is left to be told.
    match JsFuture::from(body.discard(limit as f64)).await {
        Ok(within) if within.is_falsy() => Err(Error::PushTooLarge { limit }),
        _ => Ok(push),
    }
}

/// More than any form of a sign-in has.
const MAX_FORM: usize = 64 << 10;

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

    fn cancel(&self) {
        // Nobody waits for it: the connection ends in its own time.
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
}
