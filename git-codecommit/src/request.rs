//! Parses git's request to a credential helper.

use crate::Failure;

/// git's request to a credential helper: `key=value` lines, up to an empty line or the end.
///
/// Unknown keys are ignored, as git's documentation demands. The last value of a repeated key is used, except for
/// `capability[]`, which is a list.
///
/// Source: git's `Documentation/git-credential.adoc`, "Input/output format".
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct CredentialRequest {
    /// `https` or another protocol.
    pub protocol: Option<String>,
    /// The host, with the port if the address has one.
    pub host: Option<String>,
    /// The path without its first slash. Without `credential.useHttpPath` git leaves it out for HTTP.
    pub path: Option<String>,
    /// The user name from the address or the configuration.
    pub username: Option<String>,
    /// Whether git accepts a complete `Authorization` value (`authtype`, since git 2.46).
    pub takes_authtype: bool,
}

impl CredentialRequest {
    /// Reads the lines.
    ///
    /// # Errors
    ///
    /// `invalid_request` for a line without `=`, for a NUL or a carriage return, which git refuses too, for text that
    /// is not UTF-8, and for more than 64 KiB.
    pub fn parse(input: &[u8]) -> Result<Self, Failure> {
        if input.len() > LONGEST {
            return Err(invalid("is longer than 64 KiB"));
        }
        let text = std::str::from_utf8(input).map_err(|_| invalid("is not UTF-8"))?;
        if text.contains(['\0', '\r']) {
            return Err(invalid("contains a NUL or a carriage return"));
        }

        let mut request = Self::default();
        for line in text.split('\n').take_while(|line| !line.is_empty()) {
            let (key, value) = line
                .split_once('=')
                .ok_or_else(|| invalid("has a line without `=`"))?;
            let value = Some(value).filter(|value| !value.is_empty());
            match key {
                "protocol" => request.protocol = value.map(str::to_owned),
                "host" => request.host = value.map(str::to_owned),
                "path" => request.path = value.map(str::to_owned),
                "username" => request.username = value.map(str::to_owned),
                // An empty value clears the list, as for every key that ends in `[]`.
                "capability[]" => {
                    request.takes_authtype = match value {
                        Some(name) => request.takes_authtype || name == "authtype",
                        None => false,
                    }
                }
                _ => {}
            }
        }
        Ok(request)
    }
}

/// Far more than git sends.
pub const LONGEST: usize = 64 * 1024;

fn invalid(problem: &str) -> Failure {
    Failure::new(
        "invalid_request",
        format!("the request to the credential helper {problem}"),
        "Let git call this program. To test it, run `git credential fill`.",
    )
}
