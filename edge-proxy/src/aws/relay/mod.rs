//! Calls to AWS's APIs that the caller signed and the edge relays: which ones, and where to.
//!
//! The edge must check the call that AWS executes. A call that AWS could read differently, such as one with two
//! actions, is refused.
//!
//! Source: AWS General Reference, "Create a signed AWS API request"; botocore's service models.

mod action;
mod authorization;
mod call;
mod service;

pub use action::{form_action, target_action};
pub use authorization::CallAuthorization;
pub(super) use call::host;
pub use call::{RelayRequest, RelayedCall};
pub use service::RelayedService;
