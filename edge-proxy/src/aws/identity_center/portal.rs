use serde_json::{Map, Value};
use signer_wasm::{Credentials, Timestamp};

use super::explain;
use crate::Error;
use crate::error::Upstream;
use crate::jwt::json;

/// An account in which the user has a role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    /// The account's id, 12 digits.
    pub id: String,
    /// The account's name.
    pub name: String,
    /// The e-mail address of its root user.
    pub email: String,
}

/// Parses a page of `ListAccounts`: the accounts, and the token of the next page.
///
/// # Errors
///
/// See [`explain`].
pub fn accounts(status: u16, body: &[u8]) -> Result<(Vec<Account>, Option<String>), Error> {
    let members = success(status, body)?;
    let accounts = items(&members, "accountList")
        .filter_map(|account| {
            Some(Account {
                id: text(account, "accountId")?.to_owned(),
                name: text(account, "accountName").unwrap_or_default().to_owned(),
                email: text(account, "emailAddress").unwrap_or_default().to_owned(),
            })
        })
        .collect();
    Ok((accounts, next_page(&members)))
}

/// Parses a page of `ListAccountRoles`: the roles' names, and the token of the next page.
///
/// # Errors
///
/// See [`explain`].
pub fn role_names(status: u16, body: &[u8]) -> Result<(Vec<String>, Option<String>), Error> {
    let members = success(status, body)?;
    let names = items(&members, "roleList")
        .filter_map(|role| text(role, "roleName").map(str::to_owned))
        .collect();
    Ok((names, next_page(&members)))
}

/// Parses the response to `GetRoleCredentials`, whose expiration is in milliseconds.
///
/// # Errors
///
/// See [`explain`].
pub fn role_credentials(status: u16, body: &[u8]) -> Result<Credentials, Error> {
    let members = success(status, body)?;
    let credentials = || {
        let of = members.get("roleCredentials")?;
        let seconds = of.get("expiration")?.as_u64()? / 1000;
        Credentials::new(
            text(of, "accessKeyId")?,
            text(of, "secretAccessKey")?,
            Some(text(of, "sessionToken")?),
            Some(Timestamp::from_unix_seconds(seconds).ok()?),
        )
        .ok()
    };
    credentials().ok_or_else(unreadable)
}

fn success(status: u16, body: &[u8]) -> Result<Map<String, Value>, Error> {
    match status {
        200 => json::object(body).ok_or_else(unreadable),
        _ => Err(explain(status)),
    }
}

fn items<'a>(members: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Value> {
    members
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn next_page(members: &Map<String, Value>) -> Option<String> {
    let page = members.get("nextToken")?.as_str()?;
    (!page.is_empty()).then(|| page.to_owned())
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

fn unreadable() -> Error {
    Error::UpstreamUnreachable {
        upstream: Upstream::IdentityCenter,
        detail: "the answer of IAM Identity Center's portal cannot be read".into(),
    }
}
