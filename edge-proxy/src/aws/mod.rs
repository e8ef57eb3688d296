//! AWS's services beside CodeCommit: what STS and IAM Identity Center are asked, what they answer, and the store of the
//! credentials that came of it.
//!
//! May import everything above it: `util`, `session`, `error`, `config` and `http`.

pub mod credential_store;
pub mod identity_center;
mod portal_credentials;
pub mod sts;
