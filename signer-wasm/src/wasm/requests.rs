//! General request signing for JavaScript, in its own module because it is a quarter of the code.

use alloc::string::String;
use alloc::vec::Vec;

use wasm_bindgen::prelude::wasm_bindgen;

use super::git::{Signer, timestamp};
use crate::sigv4::{self, Options, Request, SessionTokenHeader};
use crate::text::{split, split_once};
use crate::{Error, Region};

#[wasm_bindgen]
impl Signer {
    /// Signs an AWS API call. `head` is the request's head as sent: the method and the target in the first line, then
    /// a line for each header.
    ///
    /// Returns lines: the names and values of the headers to add, alternating.
    #[wasm_bindgen(js_name = signRequest)]
    #[allow(clippy::too_many_arguments)]
    pub fn sign_request(
        &mut self,
        head: &str,
        body: &[u8],
        service: &str,
        region: &str,
        now: f64,
        normalize_path: bool,
        content_sha256: bool,
        token_unsigned: bool,
    ) -> Result<String, Error> {
        let mut lines = split(head, b'\n');
        let (method, target) =
            split_once(lines.next().unwrap_or_default(), b' ').unwrap_or_default();
        let (path, query) = split_once(target, b'?').unwrap_or((target, ""));
        let headers: Vec<(&str, &str)> = lines
            .map(|line| split_once(line, b':').unwrap_or((line, "")))
            .collect();
        let request = Request {
            method,
            path,
            query,
            headers: &headers,
            body,
        };
        let options = Options {
            service,
            region: &Region::parse(region)?,
            timestamp: timestamp(now)?,
            normalize_path,
            content_sha256,
            session_token: match token_unsigned {
                true => SessionTokenHeader::Unsigned,
                false => SessionTokenHeader::Signed,
            },
        };

        let (key, credentials) = self.key_and_credentials(&options.scope());
        let signed = sigv4::sign_with_key(key, &request, credentials, &options)?;
        let mut lines = String::new();
        for (name, value) in signed.headers() {
            lines.extend([name, "\n", value, "\n"]);
        }
        Ok(lines)
    }
}
