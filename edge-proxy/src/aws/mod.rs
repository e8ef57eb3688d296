//! AWS's services other than CodeCommit's git endpoint: requests to STS, IAM Identity Center and CodeCommit's API,
//! their responses, the store of the credentials that they return, and the calls that callers sign themselves.
//!
//! May import everything from `util` to `http`, in the order of the crate's documentation.

mod codecommit_api;
pub mod credential_store;
pub mod identity_center;
mod portal_credentials;
pub mod relay;
pub mod sts;

pub use codecommit_api::ApiRequest;
