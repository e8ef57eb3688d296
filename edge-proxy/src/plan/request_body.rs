use crate::Config;
use crate::git::GitRequest;
use crate::git::service::{Phase, Service};

/// How a request body is sent. It streams unless stated otherwise.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum RequestBody {
    /// No body; the request can be repeated.
    None,
    /// Read before it is sent, because it is short: its length, in bytes.
    Short(u64),
    /// With the length that it arrived with, in bytes.
    Counted(u64),
    /// Chunked, as it arrived, up to a limit in bytes.
    Chunked(u64),
    /// Buffered to learn its length, up to a limit in bytes.
    ///
    /// CodeCommit closes the connection on a fetch without `Content-Length`.
    Collected(u64),
}

impl RequestBody {
    pub(super) fn new(route: &GitRequest, content_length: Option<u64>, config: &Config) -> Self {
        match (route.phase, content_length, route.service) {
            (Phase::Discovery, _, _) => Self::None,
            (Phase::Rpc, Some(length), _) if length <= MAX_SHORT => Self::Short(length),
            (Phase::Rpc, Some(length), _) => Self::Counted(length),
            (Phase::Rpc, None, Service::ReceivePack) => Self::Chunked(config.max_push_bytes),
            (Phase::Rpc, None, Service::UploadPack) => Self::Collected(MAX_COLLECTED),
        }
    }

    /// The kind and the number that `js/forward.js` expects: see `Forwarding`.
    pub(super) fn in_words(self) -> (&'static str, u64) {
        match self {
            Self::None => ("none", 0),
            Self::Short(length) => ("short", length),
            Self::Counted(length) => ("counted", length),
            Self::Chunked(limit) => ("chunked", limit),
            Self::Collected(limit) => ("collected", limit),
        }
    }
}

/// The largest fetch request that is buffered, in bytes: some 160,000 refs.
///
/// A worker has 128 MB for all of its concurrent requests.
const MAX_COLLECTED: u64 = 8 << 20;

/// The longest body, in bytes, that is read before it is sent: far more than most fetch requests have.
pub(super) const MAX_SHORT: u64 = 64 << 10;
