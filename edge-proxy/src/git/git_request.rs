use signer_wasm::Remote;

use super::service::{Phase, Service};

/// A git request to one repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GitRequest {
    /// The form of the address, as logged.
    pub form: &'static str,
    /// The profile in the address, if any.
    pub profile: Option<String>,
    /// The repository.
    pub remote: Remote,
    /// The service.
    pub service: Service,
    /// Which request of the service it is.
    pub phase: Phase,
}
