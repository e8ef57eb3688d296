use std::borrow::Cow;

use serde::Serialize;
use signer_wasm::Timestamp;

use crate::git::pkt_line;
use crate::git::push::RefusedPush;
use crate::git::service::Service;
use crate::http::{Cors, RequestHead, ResponseHeader};
use crate::session::Session;
use crate::{Config, Error};

/// A response that the edge itself gives.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EdgeResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<ResponseHeader>,
    /// The body.
    pub body: Vec<u8>,
    /// The code, if it is a refusal.
    pub code: Option<&'static str>,
}

impl EdgeResponse {
    /// The response to a preflight or to any other `OPTIONS` request.
    pub fn preflight(cors: &Cors, methods: &'static str, headers: &'static str) -> Self {
        Self {
            headers: [cors.preflight_headers(methods, headers), cors.headers()].concat(),
            ..Self::nothing(cors)
        }
    }

    /// A success without a body.
    pub fn nothing(cors: &Cors) -> Self {
        Self {
            status: 204,
            headers: cors.headers(),
            body: Vec::new(),
            code: None,
        }
    }

    /// A new session, which no cache may store.
    pub fn session(token: &str, session: &Session, now: Timestamp, cors: &Cors) -> Self {
        let body = SessionBody {
            token,
            status: SessionStatus::of(session, now),
        };
        Self::json(201, &body, cors)
    }

    /// The parts of a session that its holder may see.
    pub fn session_status(session: &Session, now: Timestamp, cors: &Cors) -> Self {
        let body = StatusBody {
            principal: session.subject.principal(),
            status: SessionStatus::of(session, now),
        };
        Self::json(200, &body, cors)
    }

    /// A JSON response, for programs.
    pub(crate) fn json(status: u16, body: &impl Serialize, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", "application/json".into()));
        headers.push(("cache-control", "no-store".into()));
        Self {
            status,
            headers,
            body: json(body).into_bytes(),
            code: None,
        }
    }

    /// The start of the advertisement for a push to a read-only repository, up to the first ref: the shell appends
    /// the rest. The code tells clients other than git, which ignores it, that a push would be refused.
    pub fn advertisement(start: Vec<u8>, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push((
            "content-type",
            Service::ReceivePack.advertisement_type().into(),
        ));
        headers.push(("cache-control", "no-cache".into()));
        headers.push(("x-codecommit-edge-code", "read_only".into()));
        Self {
            status: 200,
            headers,
            body: start,
            code: None,
        }
    }

    /// The response to the empty probe that precedes a large request.
    pub fn probe(service: Service, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", service.result_type().into()));
        headers.push(("cache-control", "no-cache".into()));
        Self {
            status: 200,
            headers,
            body: Vec::new(),
            code: None,
        }
    }

    /// Rejects a fetch with an `ERR` packet, which git shows: it shows no body of another status.
    ///
    /// Source: git `Documentation/gitprotocol-pack.txt`, "error-line".
    pub fn fetch_error(error: &Error, cors: &Cors) -> Self {
        let mut body = Vec::new();
        pkt_line::encode(
            &mut body,
            format!("ERR {}\n", error.public_message()).as_bytes(),
        );
        let mut headers = cors.headers();
        headers.push(("content-type", Service::UploadPack.result_type().into()));
        headers.push(("cache-control", "no-store".into()));
        headers.push(("x-codecommit-edge-code", error.code().into()));
        Self {
            status: 200,
            headers,
            body,
            code: Some(error.code()),
        }
    }

    /// Redirects a browser. With 303 it uses GET, whatever the method of the request.
    pub fn redirect(url: String) -> Self {
        Self {
            status: 303,
            headers: vec![
                ("location", url.into()),
                ("cache-control", "no-store".into()),
                // Addresses here are private.
                ("referrer-policy", "no-referrer".into()),
            ],
            body: Vec::new(),
            code: None,
        }
    }

    /// A plain-text response.
    pub fn text(text: &str, cors: &Cors) -> Self {
        Self::document(text, "text/plain; charset=utf-8", cors)
    }

    /// A document of a content type.
    pub fn document(text: &str, content_type: &'static str, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", content_type.into()));
        headers.push(("cache-control", "no-store".into()));
        Self {
            status: 200,
            headers,
            body: text.as_bytes().to_vec(),
            code: None,
        }
    }

    /// A refusal: JSON for callers that ask for it and for Git LFS, otherwise the short plain text that git shows.
    pub fn refusal(error: &Error, request: &RequestHead<'_>, cors: &Cors, config: &Config) -> Self {
        let message = error.public_message();
        let request_id = request.request_id;
        let wants_json = request
            .header("accept")
            .is_some_and(|accept| accept.contains("application/json"));
        if matches!(error, Error::FetchTooLarge { .. }) && !wants_json {
            return Self::fetch_error(error, cors);
        }
        let (content_type, body) = match wants_json {
            // The format of Git LFS's API, whose client shows `message`.
            _ if *error == Error::LfsUnsupported => (
                "application/vnd.git-lfs+json",
                json(&LfsError {
                    message: &message,
                    request_id,
                }),
            ),
            true => (
                "application/json",
                json(&RefusalBody {
                    code: error.code(),
                    message: &message,
                    request_id,
                }),
            ),
            // Git shows only bodies of the type `text/plain`, line by line.
            false if error.status() >= 500 => (
                "text/plain",
                format!("{message}\nrequest id: {request_id}\n"),
            ),
            false => ("text/plain", format!("{message}\n")),
        };

        let mut headers = cors.headers();
        headers.push(("content-type", content_type.into()));
        headers.push(("cache-control", "no-store".into()));
        headers.push(("x-codecommit-edge-code", error.code().into()));
        headers.extend(status_headers(error, request, config));
        Self {
            status: error.status(),
            headers,
            body: body.into_bytes(),
            code: Some(error.code()),
        }
    }

    /// The report that rejects a push; its HTTP status is 200.
    pub fn push_report(push: &RefusedPush, error: &Error, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", Service::ReceivePack.result_type().into()));
        headers.push(("cache-control", "no-store".into()));
        headers.push(("x-codecommit-edge-code", error.code().into()));
        Self {
            status: 200,
            headers,
            body: push.report(&error.public_message()),
            code: Some(error.code()),
        }
    }
}

/// The response to `POST /session`.
#[derive(Serialize)]
struct SessionBody<'a> {
    token: &'a str,
    #[serde(flatten)]
    status: SessionStatus<'a>,
}

/// The response to `GET /session`.
#[derive(Serialize)]
struct StatusBody<'a> {
    /// The session's principal, as in the log.
    principal: Option<&'a str>,
    #[serde(flatten)]
    status: SessionStatus<'a>,
}

/// What a session gives access to, and for how long.
#[derive(Serialize)]
struct SessionStatus<'a> {
    profile: Option<&'a str>,
    access: &'a str,
    /// In seconds since 1970.
    expires_at: u64,
    /// In seconds.
    expires_in: u32,
}

impl<'a> SessionStatus<'a> {
    fn of(session: &'a Session, now: Timestamp) -> Self {
        Self {
            profile: session.profile.as_deref(),
            access: if session.read_only { "read" } else { "write" },
            expires_at: session.expires_at.unix_seconds(),
            expires_in: session.expires_at.seconds_since(now),
        }
    }
}

/// A refusal in JSON.
#[derive(Serialize)]
struct RefusalBody<'a> {
    code: &'a str,
    message: &'a str,
    request_id: &'a str,
}

/// A refusal in Git LFS's JSON.
#[derive(Serialize)]
struct LfsError<'a> {
    message: &'a str,
    request_id: &'a str,
}

/// Serialises strings and whole numbers, which cannot fail.
fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

fn came_with_bearer(request: &RequestHead<'_>) -> bool {
    let scheme = request
        .header("authorization")
        .and_then(|authorization| authorization.split(' ').next());
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
}

/// The headers that the status requires.
fn status_headers(
    error: &Error,
    request: &RequestHead<'_>,
    config: &Config,
) -> Vec<ResponseHeader> {
    match error {
        Error::MethodNotAllowed { allow } => vec![("allow", Cow::Borrowed(*allow))],
        Error::Throttled { retry_after, .. }
        | Error::TooManyCalls { retry_after }
        | Error::TooManySignIns { retry_after } => {
            vec![("retry-after", retry_after.to_string().into())]
        }
        // Without a challenge, git would retry without a credential and erase the stored one.
        error if error.status() == 401 => {
            let basic = match config.gitea_compatibility {
                true => "Basic realm=\"Gitea\"",
                false => "Basic realm=\"codecommit-edge\", charset=\"UTF-8\"",
            };
            let mut challenges = vec![("www-authenticate", basic.into())];
            // Given two schemes, libcurl tries without a credential once more to choose between them, which is one
            // more request for every git command that has a password.
            if came_with_bearer(request) {
                challenges.push((
                    "www-authenticate",
                    "Bearer realm=\"codecommit-edge\"".into(),
                ));
            }
            challenges
        }
        _ => Vec::new(),
    }
}
