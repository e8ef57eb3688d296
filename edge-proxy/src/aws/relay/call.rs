use signer_wasm::Region;
use zeroize::Zeroizing;

use super::service::Protocol;
use super::{CallAuthorization, RelayedService, form_action, target_action};
use crate::http::RequestHead;
use crate::http::headers::{RELAYED, to_lines};
use crate::{Config, Error};

/// A signed call, as far as the request's head decides about it. The action is in a header that the head does not
/// have, or in the body: see [`RelayedCall::complete`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RelayedCall {
    /// The API that is called.
    pub service: RelayedService,
    /// The access key id that the call is signed with.
    pub access_key_id: String,
    /// The region that it is signed for.
    pub region: Region,
    /// AWS's host, which the signature must cover.
    pub host: String,
    /// `{scheme}://{host}` to connect to.
    base: String,
    is_elsewhere: bool,
    /// How long to wait for the response.
    pub timeout_seconds: u32,
}

/// The request to AWS.
#[derive(Clone, Eq, PartialEq)]
pub struct RelayRequest {
    /// The action, one of [`RelayedService::actions`].
    pub action: &'static str,
    /// The URL of AWS's API, or of the configured endpoint.
    pub url: String,
    /// The headers, in the format of [`to_lines`].
    pub headers: Zeroizing<String>,
}

impl RelayedCall {
    /// The largest body, in bytes. An SSH key of 16,384 characters is the longest parameter, and an escape has three.
    pub const MAX_BODY: usize = 64 << 10;

    /// Checks everything that the request's head shows.
    ///
    /// # Errors
    ///
    /// [`Error::CallNotSigned`] without a signature for this API, [`Error::BadRegion`], [`Error::RegionNotAllowed`],
    /// [`Error::UnsupportedMediaType`], [`Error::BadRequest`] or [`Error::CallTooLarge`].
    pub fn new(
        service: RelayedService,
        query: Option<&str>,
        request: &RequestHead<'_>,
        config: &Config,
    ) -> Result<Self, Error> {
        if query.is_some() {
            return Err(bad_request(
                "The address of a call has no query. Put the parameters into the body, and the signature into the Authorization header.",
            ));
        }
        let authorization = request.header("authorization").ok_or_else(|| {
            Error::CallNotSigned("The call has no Authorization header. Sign it with Signature Version 4: only the caller has the secret key.".into())
        })?;
        let authorization = CallAuthorization::parse(authorization)?;
        let name = service.name();
        if authorization.service != name {
            return Err(Error::CallNotSigned(
                format!("The call is not signed for the service of this address. Sign it for {name}, or use the address /aws/{{service}} of the service that it is signed for.").into(),
            ));
        }
        admit_body(service, request)?;

        let region = authorization.region.clone();
        let host = host(service, &region)?;
        if service == RelayedService::CodeCommit {
            config.policy.admit_region(&region)?;
        }
        admit_signed_headers(&authorization, &host)?;

        let endpoint = service.endpoint(config);
        Ok(Self {
            service,
            access_key_id: authorization.access_key_id.to_owned(),
            region,
            base: match endpoint {
                Some(endpoint) => endpoint.as_str().to_owned(),
                None => ["https://", &host].concat(),
            },
            host,
            is_elsewhere: endpoint.is_some(),
            timeout_seconds: config.upstream_timeout_seconds,
        })
    }

    /// Checks the rest of the call, and builds the request to AWS. `headers` are the values of the headers [`RELAYED`],
    /// in this order.
    ///
    /// # Errors
    ///
    /// [`Error::BadRequest`], or [`Error::ActionNotRelayed`] for an action that is not one of
    /// [`RelayedService::actions`].
    pub fn complete(
        &self,
        headers: [Option<&str>; RELAYED.len()],
        body: &[u8],
    ) -> Result<RelayRequest, Error> {
        let named = || RELAYED.into_iter().zip(headers);
        let target = named()
            .find(|(name, _)| *name == TARGET)
            .and_then(|(_, value)| value);
        let action = match self.service.protocol() {
            Protocol::Json { .. } => target_action(self.service, target)?,
            Protocol::Query { .. } if target.is_some() => {
                return Err(bad_request(
                    "The header X-Amz-Target names an action, and so does the form. Leave the header out.",
                ));
            }
            Protocol::Query { .. } => form_action(self.service, body)?,
        };

        let headers = named()
            .filter_map(|(name, value)| Some((name, value?)))
            // A configured endpoint must know which host was signed.
            .chain(
                self.is_elsewhere
                    .then_some(("x-forwarded-host", self.host.as_str())),
            );
        let headers: Vec<(&str, &str)> = headers.collect();
        Ok(RelayRequest {
            action,
            url: [&self.base, "/"].concat(),
            headers: Zeroizing::new(to_lines(headers)),
        })
    }
}

/// Rejects a body that AWS could read in another way than the edge.
fn admit_body(service: RelayedService, request: &RequestHead<'_>) -> Result<(), Error> {
    let seen = request.header("content-type").unwrap_or_default();
    let (is_expected, expected) = match service.protocol() {
        Protocol::Json { .. } => (seen == JSON, JSON),
        Protocol::Query { .. } => (is_form(seen), FORM),
    };
    if !is_expected {
        return Err(Error::UnsupportedMediaType { expected });
    }
    if request.header("content-encoding").is_some() {
        return Err(bad_request(
            "The body of a call has no Content-Encoding. Send it as it was signed.",
        ));
    }
    match request.content_length() {
        Some(length) if length > RelayedCall::MAX_BODY as u64 => {
            Err(Error::CallTooLarge(RelayedCall::MAX_BODY))
        }
        _ => Ok(()),
    }
}

fn is_form(content_type: &str) -> bool {
    match content_type.split_once(';') {
        None => content_type == FORM,
        Some((kind, parameter)) => {
            kind == FORM
                && parameter
                    .trim_start_matches(' ')
                    .eq_ignore_ascii_case("charset=utf-8")
        }
    }
}

/// AWS's host for the API in the region of the credential scope.
pub(in crate::aws) fn host(service: RelayedService, region: &Region) -> Result<String, Error> {
    let name = service.name();
    let (host, signed_for) = region
        .service_host(name)
        .zip(region.signing_region(name))
        .ok_or_else(|| {
            Error::BadRegion(
                format!("{region} is in an isolated partition, which has no public endpoints. Use another region.").into(),
            )
        })?;
    match signed_for == *region {
        true => Ok(host),
        false => Err(Error::BadRegion(
            format!("The call is signed for {region}, but calls to {name} are signed for {signed_for} in this partition. Sign it for {signed_for}.").into(),
        )),
    }
}

/// AWS would reject the signature if it covered a header that the edge does not forward, without saying which.
fn admit_signed_headers(authorization: &CallAuthorization<'_>, host: &str) -> Result<(), Error> {
    let mut names = authorization.signed_headers();
    if !names.any(|name| name == "host") {
        return Err(Error::CallNotSigned(
            format!(
                "The signature does not cover the header Host. Sign it, with the value {host}."
            )
            .into(),
        ));
    }
    let is_forwarded =
        |name: &str| matches!(name, "content-length" | "host") || RELAYED.contains(&name);
    match authorization.signed_headers().find(|name| !is_forwarded(name)) {
        None => Ok(()),
        Some(other) => Err(Error::CallNotSigned(
            format!(
                "The signature covers the header {}, which is not forwarded. Sign only host, content-type and the headers of Signature Version 4.",
                other.chars().take(64).collect::<String>()
            )
            .into(),
        )),
    }
}

fn bad_request(problem: &'static str) -> Error {
    Error::BadRequest(problem.into())
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/x-amz-json-1.1";
const TARGET: &str = "x-amz-target";
