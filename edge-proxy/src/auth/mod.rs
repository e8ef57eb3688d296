//! Authentication and authorization: the credential that a request carries, the rules that grant a profile, and the
//! AWS credentials that the request needs.
//!
//! May import everything from `util` to `aws`, in the order of the crate's documentation.

mod credential;
pub mod credential_request;
pub mod grant;
pub mod key_set_store;
mod role_session;
pub mod verified_identity;

pub use self::credential::Credential;
pub use self::grant::{Grant, Wanted};
