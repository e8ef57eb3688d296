use web_sys::Request;
use worker::Context;

use super::clock::Clock;
use crate::Config;
use crate::http::{Cors, RequestHead};

/// A request, with everything that is needed to respond to it.
#[derive(Clone, Copy)]
pub(super) struct RequestContext<'a> {
    pub(super) request: &'a Request,
    pub(super) head: &'a RequestHead<'a>,
    pub(super) cors: &'a Cors,
    pub(super) config: &'a Config,
    pub(super) execution: &'a Context,
    pub(super) clock: &'a Clock,
}
