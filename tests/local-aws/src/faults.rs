use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, ready};
use std::time::Duration;

use http::{HeaderMap, Response, StatusCode, Uri};
use hyper::body::{Body as _, Frame};
use tokio::time::{Instant, sleep};

use crate::body::{Body, from_fn, full};
use crate::query::{QueryError, QueryService};

/// How long a truncated body waits before its connection breaks, so that its bytes arrive first.
const LINGER: Duration = Duration::from_millis(100);

/// Something that goes wrong with a request.
#[derive(Clone, Debug)]
pub(crate) enum Fault {
    /// The request waits.
    Delay(Duration),
    /// This is the response, without AWS.
    Answer(MadeUpAnswer),
    /// The service fails with one of its own errors; other services ignore the fault.
    Query(QueryService, QueryError),
    /// Git reports this error, with status 200; other services ignore the fault.
    Git(String),
    /// A push changes nothing and gets this report.
    Report { unpack: String, reference: String },
    /// The response body is cut off.
    Tear(Tear),
    /// The connection is reset.
    Reset,
}

impl Fault {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Answer(_) => "status",
            Self::Query(QueryService::Iam, _) => "iam_error",
            Self::Query(QueryService::Sts, _) => "sts_error",
            Self::Git(_) => "git_error",
            Self::Report { .. } => "report",
            Self::Tear(Tear {
                then: AfterTear::Break,
                ..
            }) => "cut",
            Self::Tear(Tear {
                then: AfterTear::Stall,
                ..
            }) => "stall",
            Self::Reset => "reset",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct MadeUpAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<String>,
}

impl MadeUpAnswer {
    /// The response; `usual` is how the service spells this status, for the parts not given.
    pub(crate) fn response(&self, usual: Response<Body>) -> Response<Body> {
        let mut response = usual;
        if let Some(body) = &self.body {
            *response.body_mut() = full(body.clone());
        }
        for (name, value) in &self.headers {
            response.headers_mut().insert(name, value.clone());
        }
        response
    }
}

/// What a request is for, as far as a fault can select it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aim<'a> {
    pub(crate) uri: &'a Uri,
    pub(crate) service: Option<&'static str>,
    pub(crate) action: Option<&'a str>,
    /// The git operation.
    pub(crate) git: Option<GitAim>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GitAim {
    /// References, a fetch, or the probe before a large push.
    Other,
    Push,
}

/// Which requests a fault applies to.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) path_contains: Option<String>,
    pub(crate) service: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) times: u32,
    pub(crate) fault: Fault,
}

impl Rule {
    fn strikes(&self, aim: &Aim<'_>) -> bool {
        let target = aim.uri.path_and_query().map_or("", |it| it.as_str());
        let path = self.path_contains.as_deref();
        path.is_none_or(|part| target.contains(part))
            && (self.service.is_none() || self.service.as_deref() == aim.service)
            && (self.action.is_none() || self.action.as_deref() == aim.action)
            && match self.fault {
                Fault::Query(service, _) => aim.service == Some(service.as_str()),
                Fault::Git(_) => aim.git.is_some(),
                Fault::Report { .. } => aim.git == Some(GitAim::Push),
                _ => true,
            }
    }
}

/// The pending faults, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Rule>>);

impl Faults {
    pub(crate) fn add(&self, rule: Rule) {
        self.rules().push(rule);
    }

    pub(crate) fn clear(&self) {
        self.rules().clear();
    }

    /// The fault for this request, which uses it up once.
    pub(crate) fn take(&self, aim: &Aim<'_>) -> Option<Fault> {
        let mut rules = self.rules();
        let rule = rules
            .iter_mut()
            .find(|rule| rule.times > 0 && rule.strikes(aim))?;
        rule.times -= 1;
        Some(rule.fault.clone())
    }

    fn rules(&self) -> MutexGuard<'_, Vec<Rule>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Passes this many bytes of a response body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tear {
    pub(crate) after: u64,
    pub(crate) then: AfterTear,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum AfterTear {
    Break,
    Stall,
}

impl Tear {
    pub(crate) fn apply(self, mut body: Body) -> Body {
        let mut left = self.after;
        let mut linger = Box::pin(sleep(LINGER));
        from_fn(move |cx| {
            if left > 0
                && let Some(frame) = ready!(Pin::new(&mut body).poll_frame(cx))
            {
                let Ok(mut data) = frame?.into_data() else {
                    return Poll::Ready(Some(Err(torn())));
                };
                data.truncate(usize::try_from(left).unwrap_or(usize::MAX));
                left -= data.len() as u64;
                linger.as_mut().reset(Instant::now() + LINGER);
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            // The end of the allowance, or of a shorter body.
            left = 0;
            match self.then {
                AfterTear::Stall => Poll::Pending,
                AfterTear::Break => {
                    ready!(linger.as_mut().poll(cx));
                    Poll::Ready(Some(Err(torn())))
                }
            }
        })
    }
}

fn torn() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionAborted, "the response was cut off")
}
