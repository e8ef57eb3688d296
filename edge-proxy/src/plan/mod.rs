//! The request planner: decides from a request's head what to do.
//!
//! May import every folder except `worker`.

use signer_wasm::Timestamp;

mod aws_call;
mod caller;
mod git;
mod malformed_region;
pub mod oauth;
mod page_address;
pub mod rate_limit;
pub mod repositories;
mod request_body;
mod resolved_credentials;
mod resumed;
pub mod reuse;
pub mod route;
mod session;
pub mod upstream_error;
mod upstream_request;

pub use self::oauth::LoginStep;
use self::repositories::Listing;
pub use self::request_body::RequestBody;
pub use self::resolved_credentials::ResolvedCredentials;
use self::route::Route;
pub use self::session::NewSession;
pub use self::upstream_request::UpstreamRequest;
use crate::auth::Credential;
use crate::auth::credential_request::CredentialRequest;
use crate::aws::relay::RelayedCall;
use crate::git::service::Service;
use crate::http::transport;
use crate::http::{AccessLog, Cors, EdgeResponse, RequestHead};
use crate::oauth::LoginRoute;
use crate::pages::browser_client;
use crate::pages::browser_client::Asset;
use crate::session::Session;
use crate::{Config, Error};

/// Decides what to do with a request, by its head only.
pub fn plan(config: &Config, request: &RequestHead<'_>, now: Timestamp) -> Planned {
    let mut log = AccessLog::new(request.method);
    let (cors, decided) = match Cors::decide(request.header("origin"), request.own_origin(), config)
    {
        Ok(cors) => {
            let decided = decide(config, request, now, &cors, &mut log);
            (cors, decided)
        }
        Err(_) if oauth::is_posted_response(request) => {
            let decided = decide(config, request, now, &Cors::NONE, &mut log);
            (Cors::NONE, decided)
        }
        Err(error) => (Cors::NONE, Err(error)),
    };

    Planned {
        plan: decided.unwrap_or_else(|error| {
            Plan::Respond(EdgeResponse::refusal(&error, request, &cors, config))
        }),
        cors,
        log,
    }
}

fn decide(
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    cors: &Cors,
    log: &mut AccessLog,
) -> Result<Plan, Error> {
    transport::admit(request)?;
    let (path, query) = request.path_and_query();
    if request.method == "OPTIONS" {
        let (methods, headers) = match path {
            route::REPOSITORIES => (route::REPOSITORIES_METHODS, GIT_HEADERS),
            route::SESSION => (route::SESSION_METHODS, GIT_HEADERS),
            path if route::aws_service(path).is_some() => (route::CALL_METHODS, CALL_HEADERS),
            _ => ("GET, POST, OPTIONS", GIT_HEADERS),
        };
        return Ok(Plan::Respond(EdgeResponse::preflight(
            cors, methods, headers,
        )));
    }

    if let Some(page) = page_address::for_navigation(request, path, config, log) {
        return Ok(Plan::Respond(EdgeResponse::redirect(page)));
    }
    match Route::parse(request.method, path, query, config)? {
        Route::Asset(asset) => {
            log.route = "www";
            Ok(Plan::Asset(asset))
        }
        Route::AwsCall(service) => aws_call::decide(service, query, config, request, log),
        Route::Git(route) => git::decide(route, config, request, now, log),
        Route::Health => {
            log.route = "health";
            Ok(Plan::Respond(EdgeResponse::text(HEALTH, cors)))
        }
        Route::Home => {
            log.route = "home";
            Ok(match config.has_page {
                true => Plan::Asset(Asset::page()),
                false => Plan::Respond(EdgeResponse::text(HOME, cors)),
            })
        }
        Route::Login(route) => {
            log.route = route.name();
            Ok(oauth::decide(route, query, config, request, cors))
        }
        Route::Repositories { profile, region } => {
            repositories::decide(profile, region, config, request, now, log)
        }
        Route::OpenSession { profile, read_only } => {
            log.route = "session";
            session::open(profile, read_only, config, request, now, log)
        }
        Route::EndSession => {
            log.route = "session";
            session::end(config, request, now, log)
        }
        Route::Settings => {
            log.route = "config";
            Ok(Plan::Respond(browser_client::settings(config, cors)))
        }
        Route::ShowSession => {
            log.route = "session";
            session::show(config, request, now, log)
        }
    }
}

/// A plan, with the CORS decision and the log entry of its request.
pub struct Planned {
    /// What to do with the request.
    pub plan: Plan,
    /// The web origin that may read the response.
    pub cors: Cors,
    /// The access log entry.
    pub log: AccessLog,
}

/// What to do with a request.
pub enum Plan {
    /// Answer the probe that precedes a large request, if the body is one; otherwise ask for a credential.
    AnswerProbe(Service),
    /// Serve a browser-client asset.
    Asset(Asset),
    /// End a session.
    EndSession(Box<Session>),
    /// Forward the request to CodeCommit.
    Forward {
        /// The request to send.
        upstream: UpstreamRequest,
        /// The discovery that must succeed before a cached pack is served.
        confirmation: Option<Box<UpstreamRequest>>,
        /// The caller's credential.
        credential: Credential,
        /// Whether to rewrite the response: see [`crate::git::advertisement`].
        as_receive_pack: bool,
    },
    /// Read the list of repositories from CodeCommit.
    ListRepositories(Box<Listing>),
    /// Get credentials, and continue with [`CredentialRequest::proceed`].
    NeedCredentials(Box<CredentialRequest>),
    /// Take a step of a sign-in.
    Login(LoginStep),
    /// Seal a new session and return it.
    OpenSession(NewSession),
    /// Relay a signed call to one of AWS's APIs.
    Relay(Box<RelayedCall>),
    /// Read the commands of a push, and reject each of them in git's own format.
    RefusePush {
        /// Whether the body is gzipped.
        gzipped: bool,
        /// The largest body that is read, in bytes.
        body_limit: u64,
        /// The reason, which git shows for each ref.
        error: Error,
    },
    /// Send this response.
    Respond(EdgeResponse),
    /// Return the access and the lifetime of a session.
    ShowSession(Box<Session>),
}

impl Plan {
    /// Whether to carry out the plan even if the client disconnects: tokens that an identity provider returned for a
    /// refresh token must be stored, because many providers accept each refresh token only once.
    pub fn continues_without_client(&self) -> bool {
        matches!(self, Self::Login(LoginStep::Form(LoginRoute::Token)))
    }
}

const HEALTH: &str = concat!("ok ", env!("CARGO_PKG_VERSION"), "\n");
const HOME: &str = concat!(
    "codecommit-edge ",
    env!("CARGO_PKG_VERSION"),
    ": git for AWS CodeCommit with temporary credentials\n\n",
    "    git clone https://{this host}/{region}/{repository}\n"
);
/// The request headers that pages may send, by name.
const GIT_HEADERS: &str =
    "authorization, content-type, accept, git-protocol, user-agent, x-requested-with";
/// The same for calls to AWS's APIs: those of [`RELAYED`](crate::http::headers::RELAYED).
const CALL_HEADERS: &str = "accept, authorization, content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token, x-amz-target";
