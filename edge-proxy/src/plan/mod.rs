//! The request planner: from the head of a request to what is to be done about it.
//!
//! May import everything but `worker`.

use signer_wasm::Timestamp;

mod caller;
mod git;
mod malformed_region;
pub mod oauth;
pub mod rate_limit;
mod resumed;
pub mod route;
mod session;
pub mod upstream_error;
mod upstream_request;

pub use self::oauth::LoginStep;
pub use self::resumed::ObtainedCredentials;
use self::route::Route;
pub use self::session::NewSession;
pub use self::upstream_request::{RequestBody, UpstreamRequest};
use crate::auth::Credential;
use crate::auth::credential_request::CredentialRequest;
use crate::git::service::Service;
use crate::http::transport;
use crate::http::{AccessLog, Cors, EdgeResponse, RequestHead};
use crate::oauth::LoginRoute;
use crate::pages::browser_client;
use crate::pages::browser_client::Asset;
use crate::session::Session;
use crate::{Config, Error};

/// Decides on a request, by its head alone.
pub fn plan(config: &Config, request: &RequestHead<'_>, now: Timestamp) -> Planned {
    let mut log = AccessLog::new(request.method);
    let (cors, decided) = match Cors::decide(request.header("origin"), request.own_origin(), config)
    {
        Ok(cors) => {
            let decided = decide(config, request, now, &cors, &mut log);
            (cors, decided)
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
        let methods = match path {
            route::SESSION => route::SESSION_METHODS,
            _ => "GET, POST, OPTIONS",
        };
        return Ok(Plan::Respond(EdgeResponse::preflight(cors, methods)));
    }

    match Route::parse(request.method, path, query, config)? {
        Route::Asset(asset) => {
            log.route = "www";
            Ok(Plan::Asset(asset))
        }
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

/// A decision, with what is needed to finish it.
pub struct Planned {
    /// What is to be done.
    pub plan: Plan,
    /// Which page may read the answer.
    pub cors: Cors,
    /// What the log will say.
    pub log: AccessLog,
}

/// What is to be done about a request.
pub enum Plan {
    /// Answer the probe before a large request, if its body is one; else ask for a credential.
    AnswerProbe(Service),
    /// Hand out a file of the browser client's.
    Asset(Asset),
    /// End a session.
    EndSession(Box<Session>),
    /// Send it on to CodeCommit.
    Forward {
        /// The head to send.
        upstream: UpstreamRequest,
        /// Who is calling.
        credential: Credential,
        /// Whether the answer is to be rewritten: see [`crate::git::advertisement`].
        as_receive_pack: bool,
    },
    /// Get credentials, and go on with [`CredentialRequest::proceed`].
    NeedCredentials(Box<CredentialRequest>),
    /// Go on with somebody who signs in.
    Login(LoginStep),
    /// Seal a session, and hand it out.
    OpenSession(NewSession),
    /// Read the commands of a push, and refuse each of them in git's own words.
    RefusePush {
        /// Whether the body is gzipped.
        gzipped: bool,
        /// The most that the body may have, in bytes.
        body_limit: u64,
        /// Why.
        error: Error,
    },
    /// Answer it here.
    Respond(EdgeResponse),
    /// Say what a session is.
    ShowSession(Box<Session>),
}

impl Plan {
    /// Whether it is carried out to its end where the client leaves meanwhile: what an identity provider has
    /// given in exchange for a refresh token must be kept, since many take each refresh token only once.
    pub fn is_finished_without_the_client(&self) -> bool {
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
