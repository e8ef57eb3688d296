//! IAM Identity Center: the device authorization, with which users sign in, and the access portal, which lists a
//! user's accounts and roles and issues credentials for them.
//!
//! This module builds requests and parses responses. Sources: AWS's API models `sso-oidc` 2019-06-10 and `sso`
//! 2019-06-10.

mod device;
mod failure;
mod portal;
mod request;

pub use self::device::{
    DeviceAuthorization, Poll, PortalToken, RegisteredClient, TokenGrant, parse_poll, parse_refresh,
};
pub use self::failure::explain;
pub use self::portal::{Account, accounts, role_credentials, role_names};
pub use self::request::ServiceRequest;

/// The largest response that is read, in bytes.
pub const MAX_RESPONSE: usize = 256 << 10;
