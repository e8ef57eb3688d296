//! AWS's services other than CodeCommit's git endpoint: requests to STS and IAM Identity Center, their responses, the
//! store of the credentials they return, the calls that callers sign themselves, and the edge's own to CodeCommit's API.
//!
//! May import everything above it: `util`, `session`, `error`, `config` and `http`.

mod codecommit_api;
pub mod credential_store;
pub mod identity_center;
mod portal_credentials;
pub mod relay;
pub mod sts;

pub use codecommit_api::ApiRequest;
