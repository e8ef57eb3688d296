//! The bodies that are read: the short answers of services, and the commands of a push that the edge
//! refuses.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, Request, Response};

use super::Result;
use crate::Error;
use crate::push::{CommandReader, Commands, RefusedPush};

/// Reads up to `limit` bytes of an answer, and lets go of the rest.
pub(super) async fn read_start(response: &Response, limit: usize) -> Result<Vec<u8>, JsValue> {
    let mut start = Vec::new();
    if let Some(reader) = response.body().as_ref().map(Reader::new) {
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

/// Reads the commands of a push, then takes the rest of it in unseen: git reads no answer before
/// it has sent everything.
pub(super) async fn read_commands(request: &Request, gzipped: bool) -> Result<RefusedPush> {
    let unreadable = || Error::BadRequest("the body is not a push".into());
    let mut stream = request.body().ok_or_else(unreadable)?;
    if gzipped {
        stream = gunzip(&stream);
    }

    let reader = Reader::new(&stream);
    let mut commands = CommandReader::default();
    let push = loop {
        let Ok(Some(chunk)) = reader.next().await else {
            return Err(unreadable());
        };
        match commands.read(&chunk.to_vec()) {
            Commands::Complete(push) => break push,
            Commands::Incomplete => {}
            Commands::Invalid => return Err(unreadable()),
        }
    };
    while let Ok(Some(_)) = reader.next().await {}
    Ok(push)
}

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

#[wasm_bindgen(module = "/js/gunzip.js")]
extern "C" {
    fn gunzip(body: &ReadableStream) -> ReadableStream;
}
