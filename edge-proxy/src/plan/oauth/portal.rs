//! Sign-in at IAM Identity Center: the address at which it continues.

use super::{LoginStep, Plan, bad_request};
use crate::oauth::PortalAddress;
use crate::util::Parameters;
use crate::{Config, Error};

/// Plans the next step of a sign-in at IAM Identity Center.
pub(super) fn decide(
    parameters: &Parameters,
    config: &Config,
    origin: &str,
) -> Result<Plan, Error> {
    let chosen = |name, fits: fn(&str) -> bool, problem| match parameters.value(name) {
        Some(text) if !fits(text) => Err(bad_request(problem)),
        text => Ok(text.map(str::to_owned)),
    };
    let (state, id) = (parameters.value("state"), parameters.value("id"));
    let at = config
        .authenticator(origin)
        .and_then(|authenticator| PortalAddress::parse(state, id, authenticator))
        .ok_or_else(|| {
            bad_request("This edge did not issue this address. Run the git command again.")
        })?;
    Ok(Plan::Login(LoginStep::Portal {
        at,
        account: chosen("account", is_account, NO_ACCOUNT)?,
        role: chosen("role", is_role, NO_ROLE)?,
    }))
}

/// Whether a text is the id of an AWS account.
fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The grammar of permission sets' names.
fn is_role(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

const NO_ACCOUNT: &str =
    "The `account` in this address is not an account id of 12 digits. Go back and choose one.";
const NO_ROLE: &str =
    "The `role` in this address is not the name of a role. Go back and choose one.";
