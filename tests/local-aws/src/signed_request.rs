//! Verifies SigV4 in headers. The request is signed again by AWS's own
//! signer, over the caller's `SignedHeaders`, and the signatures are compared.

use std::sync::Arc;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SessionTokenMode, SignableBody, SignableRequest, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use hyper::body::Bytes;
use subtle::ConstantTimeEq;

use crate::iam::{AccessKey, Identity};
use crate::region::Region;
use crate::service::{AwsCall, intended_host};
use crate::signature::{Rejection, check_time};
use crate::timestamp::Timestamp;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const DATE: &str = "x-amz-date";
const TOKEN: &str = "x-amz-security-token";

/// A request that is signed for a service.
pub(crate) struct SignedRequest<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) body: &'a Bytes,
    /// The service in the scope.
    pub(crate) service: &'static str,
    /// The host's region, if it is an AWS host.
    pub(crate) region: Option<Region>,
}

/// Why a signature is not accepted; each service has its own error names.
#[derive(Debug)]
pub(crate) enum NotVerified {
    /// The temporary credentials have expired.
    Expired,
    /// The header is not a signature.
    Incomplete(String),
    /// The signature is missing.
    Missing,
    /// Another request, time, scope or key was signed.
    Mismatch(String),
    /// The key does not exist, or has another session token.
    UnknownKey,
}

pub(crate) fn identify(
    call: &AwsCall<'_>,
    request: &SignedRequest<'_>,
) -> Result<Arc<Identity>, NotVerified> {
    let identified = verify(call, request);
    match &identified {
        Ok(identity) => call.exchange.verified(&identity.principal),
        Err(_) => call.exchange.not_verified(),
    }
    identified
}

fn verify(call: &AwsCall<'_>, request: &SignedRequest<'_>) -> Result<Arc<Identity>, NotVerified> {
    let authorization = Authorization::of(request)?;
    let token = header(request, TOKEN);
    let key = call
        .cloud
        .iam
        .access_key(authorization.access_key_id)
        .filter(|key| key.accepts_token(token))
        .ok_or(NotVerified::UnknownKey)?;
    if key.has_expired(call.cloud.now()) {
        return Err(NotVerified::Expired);
    }

    let signed_at = header(request, DATE)
        .and_then(Timestamp::parse)
        .filter(|time| time.date() == authorization.date)
        .ok_or_else(|| {
            mismatch("X-Amz-Date is missing or is not the day of the credential scope.")
        })?;
    check_time(signed_at, call.cloud.now().into()).map_err(|rejection| match rejection {
        Rejection::Expired(message) | Rejection::NotYetCurrent(message) => mismatch(message),
        Rejection::SignatureMismatch => mismatch(String::new()),
    })?;
    authorization.check_region(request)?;

    let expected = signature(request, &authorization, &key, signed_at)?;
    if bool::from(
        expected
            .as_bytes()
            .ct_eq(authorization.signature.as_bytes()),
    ) {
        let iam = &call.cloud.iam;
        iam.identity(&key.owner).ok_or(NotVerified::UnknownKey)
    } else {
        Err(mismatch(
            "The request signature we calculated does not match the signature you provided. \
             Check your AWS Secret Access Key and signing method. Consult the service \
             documentation for details.",
        ))
    }
}

/// The region in a request's signature, verified or not.
pub(crate) fn scope_region<'a>(request: &'a SignedRequest<'_>) -> Option<&'a str> {
    Authorization::of(request).ok().map(|it| it.region)
}

/// The parts of a SigV4 `Authorization` header.
struct Authorization<'a> {
    access_key_id: &'a str,
    date: &'a str,
    region: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn of(request: &'a SignedRequest<'_>) -> Result<Self, NotVerified> {
        let service = request.service;
        let text = header(request, AUTHORIZATION.as_str()).ok_or(NotVerified::Missing)?;
        let incomplete = || {
            NotVerified::Incomplete(format!(
                "Authorization is not of the form AWS4-HMAC-SHA256 \
                 Credential=.../.../.../{service}/aws4_request, SignedHeaders=..., Signature=..."
            ))
        };

        let parameters = text
            .strip_prefix(ALGORITHM)
            .and_then(|it| it.strip_prefix(' '))
            .ok_or_else(incomplete)?;
        let parameter = |name| {
            parameters
                .split(',')
                .filter_map(|it| it.trim().split_once('='))
                .find(|(it, _)| *it == name)
                .map(|(_, value)| value)
                .ok_or_else(incomplete)
        };
        let scope: Vec<_> = parameter("Credential")?.split('/').collect();
        let &[access_key_id, date, region, scope_service, "aws4_request"] = scope.as_slice() else {
            return Err(incomplete());
        };
        if scope_service != service {
            return Err(mismatch(format!(
                "Credential should be scoped to correct service: '{service}'."
            )));
        }

        let signed_headers: Vec<_> = parameter("SignedHeaders")?.split(';').collect();
        if !signed_headers.contains(&HOST.as_str()) || !signed_headers.contains(&DATE) {
            return Err(mismatch("'Host' and 'X-Amz-Date' must be signed."));
        }
        Ok(Self {
            access_key_id,
            date,
            region,
            signed_headers,
            signature: parameter("Signature")?,
        })
    }

    fn signs(&self, name: &str) -> bool {
        self.signed_headers.contains(&name)
    }

    /// An AWS host determines the region of the scope; another host, such as a loopback
    /// address, accepts any.
    fn check_region(&self, request: &SignedRequest<'_>) -> Result<(), NotVerified> {
        match &request.region {
            Some(region) if region.as_str() != self.region => Err(mismatch(format!(
                "Credential should be scoped to a valid region, not '{}'.",
                self.region
            ))),
            _ => Ok(()),
        }
    }
}

fn signature(
    request: &SignedRequest<'_>,
    authorization: &Authorization<'_>,
    key: &AccessKey,
    signed_at: Timestamp,
) -> Result<String, NotVerified> {
    let parts = request.parts;
    let host = intended_host(&parts.headers).unwrap_or_default();
    let path = parts.uri.path_and_query().map_or("/", |it| it.as_str());

    // The signer adds the host, the date and the token by itself.
    let headers = authorization
        .signed_headers
        .iter()
        .filter(|name| ![HOST.as_str(), DATE, TOKEN].contains(name))
        .filter_map(|name| Some((*name, header(request, name)?)));
    let signable = SignableRequest::new(
        parts.method.as_str(),
        format!("https://{host}{path}"),
        headers,
        SignableBody::Bytes(request.body),
    )
    .map_err(|error| mismatch(error.to_string()))?;

    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    settings.session_token_mode = if authorization.signs(TOKEN) {
        SessionTokenMode::Include
    } else {
        SessionTokenMode::Exclude
    };
    let identity = Credentials::new(
        key.access_key_id.as_str(),
        key.secret_access_key.expose(),
        key.session_token.as_ref().map(|it| it.expose().to_owned()),
        None,
        "local-aws",
    )
    .into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(authorization.region)
        .name(request.service)
        .time(signed_at.into())
        .settings(settings)
        .build()
        .map_err(|error| mismatch(error.to_string()))?
        .into();
    let (_, signature) = sign(signable, &parameters)
        .map_err(|error| mismatch(error.to_string()))?
        .into_parts();
    Ok(signature)
}

fn header<'a>(request: &'a SignedRequest<'_>, name: &str) -> Option<&'a str> {
    request.parts.headers.get(name)?.to_str().ok()
}

fn mismatch(message: impl Into<String>) -> NotVerified {
    NotVerified::Mismatch(message.into())
}
