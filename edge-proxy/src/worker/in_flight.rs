//! The requests in progress: each one's state, by number, while JavaScript forwards it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::clock::Clock;
use super::pack::Pack;
use crate::Plan;
use crate::auth::Credential;
use crate::auth::credential_request::CredentialRequest;
use crate::aws::credential_store::Id;
use crate::http::headers::{NO_SNIFFING, to_lines};
use crate::http::{AccessLog, Cors, RequestHead, transport};
use crate::plan::RequestBody;

/// A request, from its plan to its log line.
pub(super) struct InFlight {
    /// The request's number, from JavaScript. It continues to count when a trap replaces this instance, so that
    /// numbers are unique across instances.
    pub(super) number: u32,
    /// The lines of its head, which contain the caller's credential.
    pub(super) lines: Zeroizing<String>,
    pub(super) request_id: String,
    pub(super) cors: Cors,
    pub(super) log: AccessLog,
    pub(super) clock: Clock,
}

pub(super) enum Stage {
    /// The plan involves more than forwarding.
    Planned(Plan),
    /// JavaScript is forwarding it.
    Forwarded(Box<Forwarded>),
}

/// A forwarded request, as far as the outcome of forwarding depends on it.
pub(super) struct Forwarded {
    /// How to forward it: see [`UpstreamRequest::to_lines`](crate::plan::UpstreamRequest::to_lines). Moved to
    /// JavaScript, and empty here, while it forwards.
    pub(super) upstream: Zeroizing<String>,
    pub(super) response_type: &'static str,
    /// How to serve a cached pack instead.
    pub(super) pack: Option<Pack>,
    pub(super) body: RequestBody,
    pub(super) credential: Credential,
    pub(super) as_receive_pack: bool,
    /// The request that the credentials were fetched for, and their id, if they can be replaced by new ones.
    pub(super) source: Option<(Box<CredentialRequest>, Id)>,
    /// Whether it may be repeated with new credentials.
    pub(super) is_repeatable: bool,
}

impl Stage {
    /// The stage for a plan; `source` is where its credentials came from.
    pub(super) fn of(
        plan: Plan,
        source: Option<(Box<CredentialRequest>, Id)>,
        head: &RequestHead<'_>,
    ) -> Self {
        match plan {
            Plan::Forward {
                upstream,
                confirmation,
                credential,
                as_receive_pack,
            } => Self::Forwarded(Box::new(Forwarded {
                pack: confirmation
                    .zip(upstream.reuse.as_ref().and_then(|it| it.pack.as_ref()))
                    .map(|(confirmation, reuse)| Pack::new(&confirmation, reuse.scope)),
                upstream: upstream.to_lines(),
                response_type: upstream.response_type,
                body: upstream.body,
                credential,
                as_receive_pack,
                is_repeatable: source.as_ref().is_some_and(|(credential_request, _)| {
                    credential_request.is_repeatable(head.content_length())
                }),
                source,
            })),
            plan => Self::Planned(plan),
        }
    }
}

impl InFlight {
    pub(super) fn head(&self) -> RequestHead<'_> {
        let mut head = RequestHead::from_lines(&self.lines);
        head.request_id = &self.request_id;
        head
    }

    /// Stores the request, and returns what JavaScript does next: the lines of [`InFlight::to_lines`], or only its
    /// number for [`proceed`](super::entry::proceed).
    pub(super) fn keep(self, mut stage: Stage) -> String {
        let number = self.number;
        let lines = match &mut stage {
            Stage::Planned(_) => number.to_string(),
            Stage::Forwarded(forwarded) => {
                let upstream = std::mem::take(&mut forwarded.upstream);
                self.to_lines(forwarded, &upstream)
            }
        };
        IN_FLIGHT.with_borrow_mut(|requests| {
            requests.insert(number, (self, stage));
            // The runtime may cancel a request without notice, and leave its entry behind.
            if requests.len() > MOST {
                requests.pop_first();
            }
        });
        lines
    }

    /// Takes a request out of the table.
    pub(super) fn take(number: u32) -> Option<(Self, Stage)> {
        IN_FLIGHT.with_borrow_mut(|requests| requests.remove(&number))
    }

    /// Uses a forwarded request without taking it out of the table.
    pub(super) fn with_forwarded<T>(
        number: u32,
        use_it: impl FnOnce(&mut Forwarded) -> Option<T>,
    ) -> Option<T> {
        IN_FLIGHT.with_borrow_mut(|requests| match requests.get_mut(&number) {
            Some((_, Stage::Forwarded(forwarded))) => use_it(forwarded),
            _ => None,
        })
    }

    /// How to forward the request, as lines: its number, whether to rewrite the response, whether the request can be
    /// repeated, the number of headers for the response, their names and values, and the lines of
    /// [`UpstreamRequest::to_lines`](crate::plan::UpstreamRequest::to_lines).
    fn to_lines(&self, forwarded: &Forwarded, upstream: &str) -> String {
        let mut headers = self.cors.headers();
        headers.push(("x-request-id", self.request_id.clone().into()));
        headers.push((NO_SNIFFING.0, NO_SNIFFING.1.into()));
        headers.extend(
            transport::strict_transport_security(&self.head())
                .map(|(name, value)| (name, value.into())),
        );
        let flag = |flag| if flag { "1\n" } else { "\n" };
        [
            &self.number.to_string(),
            "\n",
            flag(forwarded.as_receive_pack),
            flag(forwarded.is_repeatable),
            &headers.len().to_string(),
            "\n",
            &to_lines(headers.iter().map(|(name, value)| (*name, &**value))),
            upstream,
        ]
        .concat()
    }
}

thread_local! {
    static IN_FLIGHT: RefCell<BTreeMap<u32, (InFlight, Stage)>> = const { RefCell::new(BTreeMap::new()) };
}

/// The most requests in the table: more than an isolate has at a time.
const MOST: usize = 4096;
