use signer_wasm::Remote;

use super::service::{Phase, Service};

/// A git request to one repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GitRequest {
    /// The form of the address, as logged: `short`, `profile`, `host`, `default` or `query`.
    pub form: &'static str,
    /// The first segment of `/{profile}/{region}/{repository}`.
    pub profile: Option<String>,
    /// The repository, and the host of CodeCommit that serves it.
    pub remote: Remote,
    /// Whether git fetches or pushes.
    pub service: Service,
    /// Whether this is discovery or the RPC that follows it.
    pub phase: Phase,
}
