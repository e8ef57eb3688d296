//! The request planner: from the head of a request to what is to be done about it.
//!
//! May import everything but `worker`.

use signer_wasm::Timestamp;

mod caller;
mod git;
pub mod login;
mod malformed_region;
pub mod rate_limit;
mod resumed;
pub mod route;
mod session;
pub mod upstream_error;
mod upstream_request;

pub use self::login::LoginStep;
pub use self::resumed::Obtained;
use self::route::Route;
pub use self::session::NewSession;
pub use self::upstream_request::{RequestBody, UpstreamHead};
use crate::auth::Identity;
use crate::auth::credential_request::Obtain;
use crate::git::service::Service;
use crate::http::transport;
use crate::http::{Answer, Cors, Facts, RequestHead};
use crate::oauth::LoginRoute;
use crate::pages::browser_client;
use crate::pages::browser_client::Asset;
use crate::session::Session;
use crate::{Config, Error};

/// Decides on a request, by its head alone.
pub fn plan(config: &Config, request: &RequestHead<'_>, now: Timestamp) -> Planned {
    let mut facts = Facts::new(request.method);
    let (cors, decided) = match Cors::decide(request.header("origin"), request.own_origin(), config)
    {
        Ok(cors) => {
            let decided = decide(config, request, now, &cors, &mut facts);
            (cors, decided)
        }
        Err(error) => (Cors::NONE, Err(error)),
    };

    Planned {
        plan: decided
            .unwrap_or_else(|error| Plan::Respond(Answer::refusal(&error, request, &cors, config))),
        cors,
        facts,
    }
}

fn decide(
    config: &Config,
    request: &RequestHead<'_>,
    now: Timestamp,
    cors: &Cors,
    facts: &mut Facts,
) -> Result<Plan, Error> {
    transport::admit(request)?;
    let (path, query) = request.path_and_query();
    if request.method == "OPTIONS" {
        let methods = match path {
            route::SESSION => route::SESSION_METHODS,
            _ => "GET, POST, OPTIONS",
        };
        return Ok(Plan::Respond(Answer::preflight(cors, methods)));
    }

    match Route::parse(request.method, path, query, config)? {
        Route::Asset(asset) => {
            facts.route = "www";
            Ok(Plan::Asset(asset))
        }
        Route::Git(route) => git::decide(route, config, request, now, facts),
        Route::Health => {
            facts.route = "health";
            Ok(Plan::Respond(Answer::text(HEALTH, cors)))
        }
        Route::Home => {
            facts.route = "home";
            Ok(match config.has_page {
                true => Plan::Asset(Asset::page()),
                false => Plan::Respond(Answer::text(HOME, cors)),
            })
        }
        Route::Login(route) => {
            facts.route = route.name();
            Ok(login::decide(route, query, config, request, cors))
        }
        Route::OpenSession { profile, read_only } => {
            facts.route = "session";
            session::open(profile, read_only, config, request, now, facts)
        }
        Route::EndSession => {
            facts.route = "session";
            session::end(config, request, now, facts)
        }
        Route::Settings => {
            facts.route = "config";
            Ok(Plan::Respond(browser_client::settings(config, cors)))
        }
        Route::ShowSession => {
            facts.route = "session";
            session::show(config, request, now, facts)
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
    pub facts: Facts,
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
        upstream: UpstreamHead,
        /// Who is calling.
        identity: Identity,
        /// Whether the answer is to be rewritten: see [`crate::git::advertisement`].
        as_receive_pack: bool,
    },
    /// Get credentials, and go on with [`Obtain::proceed`].
    Obtain(Box<Obtain>),
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
    Respond(Answer),
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
