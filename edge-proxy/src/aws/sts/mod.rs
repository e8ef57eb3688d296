//! AWS STS, which exchanges a proof of identity for temporary credentials.
//!
//! Source: AWS Security Token Service API Reference, version 2011-06-15.

mod answer;
mod assume_role;
mod error_body;
mod refusal;
mod request;
mod retry;
mod session_name;
mod session_policy;

pub use answer::{MAX_ANSWER, StsFailure, parse_answer};
pub use assume_role::{AssumeRole, Evidence};
pub use refusal::explain;
pub use request::StsRequest;
pub use retry::{DEADLINE_MS, delay_ms};
pub use session_name::session_name;
pub use session_policy::{Access, SessionPolicy};
