mod observed;
mod record;
mod sts_call;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::Response;
use http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::Body as _;

use self::observed::Observed;
use self::record::{Outcome, Record, RequestEnd};
use self::sts_call::StsCall;
use crate::body::Body;
use crate::iam::Principal;
use crate::query::QueryRequest;
use crate::region::Region;

const CAPACITY: usize = 1000;

/// The last requests that this cloud has seen, for tests to inspect. They contain no secrets.
#[derive(Debug, Default)]
pub(crate) struct Requests(Mutex<Journal>);

#[derive(Debug, Default)]
struct Journal {
    last_id: u64,
    exchanges: VecDeque<Arc<Mutex<Record>>>,
}

impl Requests {
    pub(crate) fn begin(&self, parts: &Parts, request_id: &str) -> Exchange {
        let mut journal = lock(&self.0);
        journal.last_id += 1;
        let record = Record::new(journal.last_id, parts, request_id);
        let record = Arc::new(Mutex::new(record));
        if journal.exchanges.len() == CAPACITY {
            journal.exchanges.pop_front();
        }
        journal.exchanges.push_back(record.clone());
        Exchange(record)
    }

    /// The records with a greater id than `id`, oldest first.
    pub(crate) fn since(&self, id: u64) -> Vec<Record> {
        lock(&self.0)
            .exchanges
            .iter()
            .map(|record| lock(record).clone())
            .filter(|record| record.id > id)
            .collect()
    }

    pub(crate) fn clear(&self) {
        lock(&self.0).exchanges.clear();
    }
}

/// A handle that updates a request's record. If it is dropped before an end is recorded, the client
/// has disconnected.
#[derive(Debug)]
pub(crate) struct Exchange(Arc<Mutex<Record>>);

impl Exchange {
    pub(crate) fn is_for(&self, service: Option<&'static str>) {
        lock(&self.0).service = service;
    }

    pub(crate) fn asks_sts(&self, request: &QueryRequest<'_>) {
        lock(&self.0).sts = Some(StsCall::of(request));
    }

    /// The operation of a service without further details.
    pub(crate) fn asks(&self, action: &str) {
        lock(&self.0).action = Some(action.to_owned());
    }

    pub(crate) fn is_in(&self, region: &Region) {
        lock(&self.0).region = Some(region.to_string());
    }

    pub(crate) fn addressed(&self, region: &Region, repository: &str) {
        let mut record = lock(&self.0);
        record.region = Some(region.to_string());
        record.repository = Some(repository.to_owned());
    }

    pub(crate) fn verified(&self, principal: &Principal) {
        let mut record = lock(&self.0);
        record.principal = Some(principal.arn.clone());
        if let Some(authorization) = &mut record.authorization {
            authorization.verified = Some(true);
        }
    }

    pub(crate) fn not_verified(&self) {
        if let Some(authorization) = &mut lock(&self.0).authorization {
            authorization.verified = Some(false);
        }
    }

    pub(crate) fn struck_by(&self, fault: &'static str) {
        lock(&self.0).fault = Some(fault);
    }

    pub(crate) fn hung_up(&self) {
        let mut record = lock(&self.0);
        // A truncated request gets no response either: the client left first.
        record.outcome = match record.request_end {
            RequestEnd::Broken => Outcome::ClientLeft,
            _ => Outcome::HungUp,
        };
    }

    pub(crate) fn observe_request(&self, body: Body) -> Body {
        if body.is_end_stream() {
            lock(&self.0).request_end = RequestEnd::Clean;
        }
        Observed {
            body,
            observer: self.0.clone(),
        }
        .boxed_unsync()
    }

    pub(crate) fn observe_response(self, response: Response<Body>) -> Response<Body> {
        {
            let mut record = lock(&self.0);
            record.status = Some(response.status().as_u16());
            if response.body().is_end_stream() {
                record.outcome = Outcome::Answered;
            }
        }
        response.map(|body| {
            Observed {
                body,
                observer: self,
            }
            .boxed_unsync()
        })
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let mut record = lock(&self.0);
        if record.outcome == Outcome::Open {
            record.outcome = Outcome::ClientLeft;
        }
        if record.request_end == RequestEnd::Reading {
            record.request_end = RequestEnd::Broken;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
