use zeroize::Zeroizing;

use crate::git::clone_request::CloneRequest;
use crate::git::want_check::{Verdict, WantCheck};
use crate::plan::UpstreamRequest;
use crate::plan::reuse::PackScope;

/// A fetch that a cached pack may answer, once CodeCommit has confirmed that the caller may have the pack.
pub(super) struct Pack {
    /// How to ask CodeCommit: see [`UpstreamRequest::to_lines`].
    confirmation: Zeroizing<String>,
    scope: PackScope,
    request: Option<CloneRequest>,
    check: Option<WantCheck>,
}

impl Pack {
    pub(super) fn new(confirmation: &UpstreamRequest, scope: PackScope) -> Self {
        Self {
            confirmation: confirmation.to_lines(),
            scope,
            request: None,
            check: None,
        }
    }

    /// The key of the pack that answers a request with this body; a reason after `!` if no cached pack can answer it.
    pub(super) fn key(&mut self, body: &[u8]) -> String {
        match CloneRequest::parse(body) {
            Ok(request) => {
                let key = self.scope.key(&request);
                self.request = Some(request);
                key
            }
            Err(reason) => ["!", reason.code()].concat(),
        }
    }

    /// Begins a confirmation, and returns the lines of the discovery to send; `None` before [`Pack::key`] has read the
    /// request.
    pub(super) fn begin_check(&mut self) -> Option<String> {
        let wants = self.request.as_ref()?.wants.clone();
        self.check = Some(WantCheck::new(wants));
        Some(self.confirmation.to_string())
    }

    /// Reads the next piece of the response to the discovery: true once it is complete and advertises all wants, `None`
    /// if it is invalid.
    pub(super) fn check(&mut self, piece: &[u8]) -> Option<bool> {
        match self.check.as_mut()?.read(piece) {
            Verdict::AllAdvertised => Some(true),
            Verdict::Incomplete | Verdict::NotAdvertised => Some(false),
            Verdict::Invalid => {
                self.check = None;
                None
            }
        }
    }
}
