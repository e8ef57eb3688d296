use std::borrow::Cow;

use serde::Serialize;
use signer_wasm::Timestamp;

use crate::git::pkt_line;
use crate::git::push::RefusedPush;
use crate::git::service::Service;
use crate::http::{Cors, RequestHead, ResponseHeader};
use crate::session::Session;
use crate::{Config, Error};

/// An answer that the edge gives itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EdgeResponse {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<ResponseHeader>,
    /// The body.
    pub body: Vec<u8>,
    /// The code of a refusal.
    pub code: Option<&'static str>,
}

impl EdgeResponse {
    /// The answer to a preflight, or to `OPTIONS` of anyone else.
    pub fn preflight(cors: &Cors, methods: &'static str) -> Self {
        Self {
            headers: [cors.preflight_headers(methods), cors.headers()].concat(),
            ..Self::nothing(cors)
        }
    }

    /// Success, of which there is no more to say.
    pub fn nothing(cors: &Cors) -> Self {
        Self {
            status: 204,
            headers: cors.headers(),
            body: Vec::new(),
            code: None,
        }
    }

    /// A session, for who asked for it: nothing on the way may keep it.
    pub fn session(token: &str, session: &Session, now: Timestamp, cors: &Cors) -> Self {
        let body = SessionBody {
            token,
            standing: SessionStatus::of(session, now),
        };
        Self::json(201, &body, cors)
    }

    /// What of a session is no secret, for who has it.
    pub fn session_status(session: &Session, now: Timestamp, cors: &Cors) -> Self {
        let body = StatusBody {
            principal: session.subject.principal(),
            standing: SessionStatus::of(session, now),
        };
        Self::json(200, &body, cors)
    }

    /// Values, for programs.
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

    /// What git is told of a read-only repository before it pushes, up to its first ref: the shell
    /// sends the others behind it.
    pub fn advertisement(start: Vec<u8>, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push((
            "content-type",
            Service::ReceivePack.advertisement_type().into(),
        ));
        headers.push(("cache-control", "no-cache".into()));
        Self {
            status: 200,
            headers,
            body: start,
            code: None,
        }
    }

    /// The answer to the probe before a large request, which has nothing in it.
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

    /// Refuses a fetch in the words that git shows: it shows no body of another status.
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

    /// Sends a browser elsewhere. With 303 it goes there with a GET, whatever it came with.
    pub fn redirect(url: String) -> Self {
        Self {
            status: 303,
            headers: vec![
                ("location", url.into()),
                ("cache-control", "no-store".into()),
                // What is in an address here is nobody else's to know.
                ("referrer-policy", "no-referrer".into()),
            ],
            body: Vec::new(),
            code: None,
        }
    }

    /// Some text.
    pub fn text(text: &str, cors: &Cors) -> Self {
        let mut headers = cors.headers();
        headers.push(("content-type", "text/plain; charset=utf-8".into()));
        headers.push(("cache-control", "no-store".into()));
        Self {
            status: 200,
            headers,
            body: text.as_bytes().to_vec(),
            code: None,
        }
    }

    /// A refusal: JSON for callers that ask for it and for Git LFS, else the short plain text that
    /// git shows.
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
            // In the form of Git LFS's own API, whose client shows `message`.
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
            // Git shows the body of no other type than `text/plain`, line by line.
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

    /// The report that refuses a push; to HTTP it is a success.
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

/// The answer to who opens a session.
#[derive(Serialize)]
struct SessionBody<'a> {
    token: &'a str,
    #[serde(flatten)]
    standing: SessionStatus<'a>,
}

/// The answer to who asks what a session is.
#[derive(Serialize)]
struct StatusBody<'a> {
    /// Who was let in, as the log has it.
    principal: Option<&'a str>,
    #[serde(flatten)]
    standing: SessionStatus<'a>,
}

/// What a session is good for, and how long.
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

/// A refusal, for programs.
#[derive(Serialize)]
struct RefusalBody<'a> {
    code: &'a str,
    message: &'a str,
    request_id: &'a str,
}

/// A refusal, for Git LFS.
#[derive(Serialize)]
struct LfsError<'a> {
    message: &'a str,
    request_id: &'a str,
}

/// Texts and whole numbers alone are written here, which cannot fail.
fn json(body: &impl Serialize) -> String {
    serde_json::to_string(body).unwrap_or_default()
}

fn came_with_bearer(request: &RequestHead<'_>) -> bool {
    let scheme = request
        .header("authorization")
        .and_then(|authorization| authorization.split(' ').next());
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"))
}

/// The headers that a status calls for.
fn status_headers(
    error: &Error,
    request: &RequestHead<'_>,
    config: &Config,
) -> Vec<ResponseHeader> {
    match error {
        Error::MethodNotAllowed { allow } => vec![("allow", Cow::Borrowed(*allow))],
        Error::Throttled { retry_after, .. } | Error::TooManySignIns { retry_after } => {
            vec![("retry-after", retry_after.to_string().into())]
        }
        // Without a challenge git would try again with no credential, and forget the stored one.
        error if error.status() == 401 => {
            let basic = match config.gitea_compatibility {
                true => "Basic realm=\"Gitea\"",
                false => "Basic realm=\"codecommit-edge\", charset=\"UTF-8\"",
            };
            let mut challenges = vec![("www-authenticate", basic.into())];
            // Offered two schemes, libcurl tries without a credential once more to choose between
            // them: one more request for every git command that has a password.
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
