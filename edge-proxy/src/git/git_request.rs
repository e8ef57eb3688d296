use signer_wasm::Remote;

use super::service::{Phase, Service};

/// A git request to one repository.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct GitRequest {
    /// The form of the address, for the log.
    pub form: &'static str,
    /// The profile in the address.
    pub profile: Option<String>,
    /// The repository.
    pub remote: Remote,
    /// Which service.
    pub service: Service,
    /// Which request of the service.
    pub phase: Phase,
}
