//! Serves the browser client's assets, whose bodies stream through.

use js_sys::Promise;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, Response};

use super::client_response::ClientResponse;
use super::request_context::RequestContext;
use super::{Result, environment};
use crate::Error;
use crate::pages::browser_client::Asset;

pub(super) async fn serve(asset: &Asset, context: &RequestContext<'_>) -> Result<ClientResponse> {
    let url = [context.head.own_origin(), asset.path()].concat();
    let response: Response =
        JsFuture::from(fetch_asset(&environment::assets(), &url, context.request))
            .await
            .map_err(|error| Error::Misconfigured(environment::message_of(&error)))?
            .unchecked_into();

    let status = response.status();
    match status {
        200 | 304 => {}
        404 => return Err(Error::NotFound("This address does not exist.".into())),
        _ => {
            return Err(Error::Misconfigured(format!(
                "the assets responded with {status}"
            )));
        }
    }
    let headers = asset.headers(context.config);
    Ok(ClientResponse::relayed(&response, headers, &Asset::PASSED))
}

#[wasm_bindgen(module = "/js/assets.js")]
extern "C" {
    #[wasm_bindgen(js_name = fetchAsset)]
    fn fetch_asset(assets: &JsValue, url: &str, request: &Request) -> Promise;
}
