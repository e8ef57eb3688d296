//! IAM Identity Center: its device flow, by which people sign in, and its portal, which lists what
//! they may be and gives the credentials for it.
//!
//! Bytes in, values out. Sources: AWS's API models `sso-oidc` 2019-06-10 and `sso` 2019-06-10.

mod device;
mod failure;
mod portal;
mod request;

pub use self::device::{
    DeviceAuthorization, Poll, PortalToken, RegisteredClient, TokenGrant, poll_answer,
    refresh_answer,
};
pub use self::failure::explain;
pub use self::portal::{Account, accounts, role_credentials, role_names};
pub use self::request::ServiceRequest;

/// Bytes of an answer that are read.
pub const MAX_ANSWER: usize = 256 << 10;
