//! The edge as a SAML service provider: it asks an identity provider to sign a user in, and hands the response to AWS
//! STS.
//!
//! **The edge trusts nothing in a response.** STS verifies it in `AssumeRoleWithSAML`, and the user's identity comes
//! from STS. [`SamlResponse`] reads only the parts that the request to STS needs, and those that show whether this edge
//! asked for the response.
//!
//! May import everything from `util` to `auth`, in the order of the crate's documentation. Sources: SAML Core,
//! Bindings, Profiles and Metadata 2.0 (OASIS, 2005).

mod assume_role;
mod authn_request;
mod encoded_response;
mod expected;
mod instant;
mod metadata;
mod reader;
mod request_id;
mod response;
mod role_choice;
mod role_pair;

pub use assume_role::{RequestedRole, check_user};
pub use authn_request::AuthnRequest;
pub use encoded_response::EncodedResponse;
pub use expected::Expected;
pub use metadata::metadata;
pub use request_id::RequestId;
pub use response::SamlResponse;
pub use role_choice::{RoleOption, role_options};
pub use role_pair::RolePair;

use crate::Error;

/// The address to which identity providers post their responses: the assertion consumer service (ACS).
pub fn acs(origin: &str) -> String {
    [origin, ACS].concat()
}

/// The path of [`acs`].
pub const ACS: &str = "/saml/acs";

fn rejected(problem: &'static str) -> Error {
    Error::AssertionRejected(problem.into())
}
