//! Reads the action of a call, so that it cannot be another one for AWS.

use super::RelayedService;
use super::service::Protocol;
use crate::Error;
use crate::util::Parameters;

/// The action that the form of a call names.
///
/// Parsers read unusual forms differently: `action=`, `%41ction=`, `;` as a separator, UTF-16. So the form
/// must be one that AWS's SDKs write: escaped ASCII, each name once, in its own letters.
///
/// # Errors
///
/// [`Error::BadRequest`], [`Error::ActionNotRelayed`]
pub fn form_action(service: RelayedService, body: &[u8]) -> Result<&'static str, Error> {
    let Protocol::Query { version } = service.protocol() else {
        return Err(Error::Misconfigured("this API takes no forms".into()));
    };
    let form = std::str::from_utf8(body)
        .ok()
        .filter(|text| is_plain(text))
        .ok_or_else(|| {
            bad_request("The form is not written as AWS's SDKs write it: `name=value` pairs joined by `&`, and every other character escaped.")
        })?;
    let parameters = Parameters::parse(form)?;

    for (name, _) in parameters.iter() {
        for known in ["Action", "Version"] {
            if name.eq_ignore_ascii_case(known) && name != known {
                return Err(Error::BadRequest(
                    format!("The form has a parameter that differs from `{known}` only in case. Write it as `{known}`.").into(),
                ));
            }
        }
    }
    let seen = parameters.value("Action").ok_or_else(|| {
        bad_request("The form has no parameter `Action`. Name the action in it, and not in the query of the address.")
    })?;
    let action = relayed(service, seen)?;
    match parameters.value("Version") == Some(version) {
        true => Ok(action),
        false => Err(Error::BadRequest(
            format!(
                "The parameter `Version` of a call to {} must be {version}.",
                service.name()
            )
            .into(),
        )),
    }
}

/// The action that the header `X-Amz-Target` names.
///
/// # Errors
///
/// [`Error::BadRequest`], [`Error::ActionNotRelayed`]
pub fn target_action(service: RelayedService, target: Option<&str>) -> Result<&'static str, Error> {
    let Protocol::Json { prefix } = service.protocol() else {
        return Err(Error::Misconfigured("this API takes no JSON".into()));
    };
    let seen = target
        .and_then(|target| target.strip_prefix(prefix))
        .ok_or_else(|| {
            Error::BadRequest(
                format!("The header X-Amz-Target must be `{prefix}` followed by the action.")
                    .into(),
            )
        })?;
    relayed(service, seen)
}

fn relayed(service: RelayedService, seen: &str) -> Result<&'static str, Error> {
    service
        .actions()
        .iter()
        .copied()
        .find(|action| *action == seen)
        .ok_or_else(|| Error::ActionNotRelayed {
            service: service.name(),
            seen: seen.to_owned(),
        })
}

/// Whether every parser reads the same pairs in a form: names without escapes, values escaped, nothing empty between.
fn is_plain(form: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
    };
    form.split('&').all(|pair| {
        pair.split_once('=')
            .is_some_and(|(name, value)| is_name(name) && is_escaped(value))
    })
}

/// Whether a value has only characters that need no escape, and whole escapes.
fn is_escaped(value: &str) -> bool {
    let mut escapes = value.split('%');
    let is_unreserved = |text: &str| {
        text.bytes().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'*' | b'+' | b'-' | b'.' | b'_' | b'~')
        })
    };
    escapes.next().is_some_and(is_unreserved)
        && escapes.all(|text| {
            text.get(..2)
                .is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
                && is_unreserved(text)
        })
}

fn bad_request(problem: &'static str) -> Error {
    Error::BadRequest(problem.into())
}
