//! AWS's services other than CodeCommit: requests to STS and IAM Identity Center, their responses, and the store of
//! the credentials they return.
//!
//! May import everything above it: `util`, `session`, `error`, `config` and `http`.

pub mod credential_store;
pub mod identity_center;
mod portal_credentials;
pub mod sts;
