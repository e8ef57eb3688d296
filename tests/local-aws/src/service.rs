use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use http::header::{DATE, EXPECT, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode};
use hyper::body::Incoming;
use uuid::Uuid;

use crate::body::{self, Body};
use crate::cloud::Cloud;
use crate::codecommit;
use crate::connection::ResetSwitch;
use crate::faults::{Aim, Fault};
use crate::identity_center::Operation;
use crate::query::{self, QueryRequest, QueryService};
use crate::requests::Exchange;
use crate::target::Target;
use crate::{admin, answer, codecommit_api, cors, git_server, iam_api, identity_center, sts};

/// What a listener serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Aws,
    Admin,
    Both,
}

/// The peer of a connection, and the listener.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    /// This server's address, as the peer reached it.
    pub(crate) listener: SocketAddr,
    pub(crate) door: Door,
}

/// Close the connection without a response.
#[derive(Debug)]
pub(crate) struct Hangup;

impl fmt::Display for Hangup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed without a response")
    }
}

impl std::error::Error for Hangup {}

/// Answers one request of a connection.
pub(crate) async fn answer(
    cloud: Arc<Cloud>,
    peer: Peer,
    reset: ResetSwitch,
    request: Request<Incoming>,
) -> Result<Response<Body>, Hangup> {
    let (parts, body) = request.into_parts();
    let body = body::incoming(body);
    if peer.door != Door::Aws && parts.uri.path().starts_with(admin::PREFIX) {
        return Ok(admin::answer(&cloud, peer.address, &parts, body).await);
    }
    if peer.door == Door::Admin {
        return Ok(answer::text(
            StatusCode::NOT_FOUND,
            "this listener is the admin API",
        ));
    }

    let request_id = Uuid::new_v4().to_string();
    let exchange = cloud.requests.begin(&parts, &request_id);
    let body = exchange.observe_request(body);
    let call = AwsCall {
        cloud: &cloud,
        peer: peer.address,
        listener: peer.listener,
        exchange: &exchange,
        request_id: &request_id,
    };
    match call.with_faults(&parts, body, &reset).await {
        Ok(mut response) => {
            call.stamp(response.headers_mut());
            Ok(exchange.observe_response(response))
        }
        Err(Hangup) => {
            exchange.hung_up();
            Err(Hangup)
        }
    }
}

/// One request to AWS, and what every response to it needs.
pub(crate) struct AwsCall<'a> {
    pub(crate) cloud: &'a Cloud,
    pub(crate) peer: SocketAddr,
    pub(crate) listener: SocketAddr,
    pub(crate) exchange: &'a Exchange,
    pub(crate) request_id: &'a str,
}

impl AwsCall<'_> {
    async fn with_faults(
        &self,
        parts: &Parts,
        body: Body,
        reset: &ResetSwitch,
    ) -> Result<Response<Body>, Hangup> {
        let target = Target::of(parts);
        let is_for_pages = target.is_for_pages();
        let mut response = self.with_target(target, parts, body, reset).await?;
        if is_for_pages {
            cors::allow(&parts.headers, response.headers_mut());
        }
        Ok(response)
    }

    async fn with_target(
        &self,
        target: Target<'_>,
        parts: &Parts,
        body: Body,
        reset: &ResetSwitch,
    ) -> Result<Response<Body>, Hangup> {
        self.exchange.is_for(target.service());
        let (action, body) = match &target {
            // Its small body names the operation.
            Target::Query(service) => {
                let body = query::read(body).await?;
                let request = QueryRequest::new(parts, &body);
                let action = request.action().map(str::to_owned);
                match (service, &action) {
                    (QueryService::Sts, _) => self.exchange.asks_sts(&request),
                    (QueryService::Iam, Some(action)) => self.exchange.asks(action),
                    (QueryService::Iam, None) => {}
                }
                (action, body::full(body))
            }
            Target::Api(name) => {
                self.exchange.asks(name);
                (Some((*name).to_owned()), body)
            }
            Target::IdentityCenter(endpoint) => {
                let name = endpoint.operation().map(Operation::name);
                if let Some(name) = name {
                    self.exchange.asks(name);
                }
                (name.map(str::to_owned), body)
            }
            _ => (None, body),
        };
        let fault = self.cloud.faults.take(&Aim {
            uri: &parts.uri,
            service: target.service(),
            action: action.as_deref(),
            git: target.git_aim(parts),
        });
        if let Some(fault) = &fault {
            self.exchange.struck_by(fault.name());
        }
        match fault {
            Some(Fault::Reset) => {
                reset.pull();
                Err(Hangup)
            }
            Some(Fault::Answer(made_up)) => {
                let usual = target.failure(made_up.status, self.request_id);
                self.refuse(parts, body, made_up.response(usual)).await
            }
            Some(Fault::Query(service, error)) => {
                let response = error.response(service, self.request_id);
                self.refuse(parts, body, response).await
            }
            Some(Fault::Git(message)) => match &target {
                Target::Git(request) => {
                    let (endpoint, service) = (request.endpoint, request.service);
                    let response = git_server::failure(endpoint, service, &message);
                    self.refuse(parts, body, response).await
                }
                _ => Err(Hangup),
            },
            Some(Fault::Report { unpack, reference }) => {
                git_server::report(parts, body, &unpack, &reference)
                    .await
                    .map_err(|_| Hangup)
            }
            Some(Fault::Delay(time)) => {
                tokio::time::sleep(time).await;
                self.aws(target, parts, body).await
            }
            Some(Fault::Tear(tear)) => {
                let response = self.aws(target, parts, body).await?;
                Ok(response.map(|body| tear.apply(body)))
            }
            None => self.aws(target, parts, body).await,
        }
    }

    async fn aws(
        &self,
        target: Target<'_>,
        parts: &Parts,
        body: Body,
    ) -> Result<Response<Body>, Hangup> {
        match target {
            Target::Query(QueryService::Iam) => {
                Ok(iam_api::answer(self, parts, &query::read(body).await?))
            }
            Target::Query(QueryService::Sts) => {
                Ok(sts::answer(self, parts, &query::read(body).await?).await)
            }
            Target::Api(operation) => codecommit_api::answer(self, operation, parts, body).await,
            Target::Preflight => Ok(cors::preflight(&parts.headers)),
            Target::IdentityCenter(endpoint) => {
                identity_center::answer(self, &endpoint, parts, body).await
            }
            Target::Git(request) => codecommit::answer(self, &request, parts, body).await,
            Target::Nothing { status, reason } => {
                let response = self.error(status, "InvalidRequest", reason);
                self.refuse(parts, body, response).await
            }
        }
    }

    /// An AWS error in XML.
    pub(crate) fn error(&self, status: StatusCode, code: &str, message: &str) -> Response<Body> {
        answer::error_document(status, code, message, self.request_id)
    }

    /// Returns `response` once the request body has been read; a client that waits for
    /// `100 Continue` gets the rejection first.
    pub(crate) async fn refuse(
        &self,
        parts: &Parts,
        body: Body,
        response: Response<Body>,
    ) -> Result<Response<Body>, Hangup> {
        if !parts.headers.contains_key(EXPECT) {
            body::drain(body).await.map_err(|_| Hangup)?;
        }
        Ok(response)
    }

    fn stamp(&self, headers: &mut HeaderMap) {
        if let Ok(id) = HeaderValue::from_str(self.request_id) {
            headers.insert(HeaderName::from_static("x-amzn-requestid"), id);
        }
        if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(self.cloud.now())) {
            headers.insert(DATE, date);
        }
    }
}

/// The host name that the client addressed. A proxy whose runtime sets `Host` itself sends it
/// in `X-Forwarded-Host`.
pub(crate) fn intended_host(headers: &HeaderMap) -> Option<&str> {
    match headers.get("x-forwarded-host") {
        Some(forwarded) => forwarded.to_str().ok(),
        None => host_header(headers),
    }
}

/// The same without a port: only `Host` may have one, if a test resolves the name to this server.
pub(crate) fn intended_name(headers: &HeaderMap) -> Option<&str> {
    let host = intended_host(headers)?;
    Some(match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    })
}

/// The `Host` header.
pub(crate) fn host_header(headers: &HeaderMap) -> Option<&str> {
    headers.get(HOST)?.to_str().ok()
}
