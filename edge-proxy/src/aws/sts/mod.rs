//! AWS STS, which exchanges a proof of identity for temporary credentials.
//!
//! Source: AWS Security Token Service API Reference, version 2011-06-15.

mod assume_role;
mod error_body;
mod refusal;
mod request;
mod response;
mod retry;
mod saml;
mod session_name;
mod session_policy;

pub use assume_role::{AssumeRole, Evidence};
pub use refusal::explain;
pub use request::StsRequest;
pub use response::{MAX_RESPONSE, StsFailure, parse_response};
pub use retry::{DEADLINE_MS, delay_ms};
pub use saml::{SamlUser, parse_saml_response};
pub use session_name::session_name;
pub use session_policy::{Access, SessionPolicy};
