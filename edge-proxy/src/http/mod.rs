//! The heads of requests, the edge's own responses, and the access log: which headers are forwarded, and which web
//! origin may read a response.
//!
//! May import `util`, `git`, `session`, `error` and `config`.

pub mod access_log;
mod basic;
mod cors;
mod git_response;
pub mod headers;
mod refusal;
mod request_head;
mod response;
mod session_response;
pub mod transport;

pub use self::access_log::AccessLog;
pub(crate) use self::basic::{Basic, BasicError, scheme_and_parameters};
pub use self::cors::Cors;
pub use self::headers::ResponseHeader;
pub use self::request_head::RequestHead;
pub(crate) use self::response::CODE_HEADER;
pub use self::response::EdgeResponse;
