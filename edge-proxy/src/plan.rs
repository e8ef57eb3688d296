//! The corridor: from the head of a request to what is to be done about it.

use signer_wasm::Timestamp;

use crate::route::{GitRoute, Route};
use crate::service::{Service, Step};
use crate::{Answer, Config, Cors, Error, Facts, Identity, RequestHead, UpstreamHead};

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
        plan: decided.unwrap_or_else(|error| {
            Plan::Respond(Answer::refusal(
                &error,
                request.header("accept"),
                request.request_id,
                &cors,
            ))
        }),
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
    if request.method == "OPTIONS" {
        return Ok(Plan::Respond(Answer::preflight(cors)));
    }

    let (path, query) = request.path_and_query();
    let route = match Route::parse(request.method, path, query, config)? {
        Route::Git(route) => route,
        Route::Health => {
            facts.route = "health";
            return Ok(Plan::Respond(Answer::text(HEALTH, cors)));
        }
        Route::Home => {
            facts.route = "home";
            return Ok(Plan::Respond(Answer::text(HOME, cors)));
        }
    };
    facts.observe_route(&route);

    let profile = route
        .profile
        .as_ref()
        .and_then(|name| config.profiles.get(name));
    for policy in [Some(&config.policy), profile].into_iter().flatten() {
        policy.admit(route.remote.region(), route.remote.repository())?;
    }

    let authorization = request.header("authorization");
    let identity = Identity::parse(authorization, config.accept_access_keys)?;
    facts.observe_identity(&identity);
    if route.step == Step::Rpc {
        admit_body(&route, request, config)?;
    }

    let read_only = config.policy.read_only || profile.is_some_and(|profile| profile.read_only);
    if read_only && route.service == Service::ReceivePack && route.step == Step::Rpc {
        return Ok(Plan::RefusePush {
            gzipped: request.header("content-encoding").is_some_and(is_gzip),
            error: Error::ReadOnly(match config.policy.read_only {
                true => "this edge is read-only".into(),
                false => "this profile is read-only".into(),
            }),
        });
    }

    let body_limit = match request.content_length() {
        Some(_) => None,
        None => Some(config.max_push_bytes),
    };
    let upstream = UpstreamHead::new(&route, &identity, request, body_limit, config, now)?;
    Ok(Plan::Forward { upstream, identity })
}

/// Refuses a body that is of no use to send on.
fn admit_body(route: &GitRoute, request: &RequestHead<'_>, config: &Config) -> Result<(), Error> {
    let expected = route.service.request_type();
    if request.header("content-type") != Some(expected) {
        return Err(Error::UnsupportedMediaType { expected });
    }

    match (route.service, request.content_length()) {
        (Service::ReceivePack, Some(length)) if length > config.max_push_bytes => {
            Err(Error::PushTooLarge {
                limit: config.max_push_bytes,
            })
        }
        _ => Ok(()),
    }
}

fn is_gzip(encoding: &str) -> bool {
    encoding.eq_ignore_ascii_case("gzip") || encoding.eq_ignore_ascii_case("x-gzip")
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
    /// Send it on to CodeCommit.
    Forward {
        /// The head to send.
        upstream: UpstreamHead,
        /// Who is calling.
        identity: Identity,
    },
    /// Read the commands of a push, and refuse each of them in git's own words.
    RefusePush {
        /// Whether the body is gzipped.
        gzipped: bool,
        /// Why.
        error: Error,
    },
    /// Answer it here.
    Respond(Answer),
}

const HEALTH: &str = concat!("ok ", env!("CARGO_PKG_VERSION"), "\n");
const HOME: &str = concat!(
    "codecommit-edge ",
    env!("CARGO_PKG_VERSION"),
    ": git for AWS CodeCommit with temporary credentials\n\n",
    "    git clone https://{this host}/{region}/{repository}\n"
);
