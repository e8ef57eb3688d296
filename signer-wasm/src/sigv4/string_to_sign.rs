use alloc::string::String;
use core::fmt;

use super::{CredentialScope, Hex};

/// The signed text: the algorithm, the time, the scope, and the canonical request's hash.
///
/// Prints as its bytes: four lines, without a final newline.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StringToSign(String);

impl StringToSign {
    /// Combines the lines. `time` is `{YYYYMMDD}T{HHMMSS}Z` for AWS API calls, and without the `Z` for CodeCommit's
    /// git endpoint.
    pub fn new(scope: &CredentialScope<'_>, time: &str, canonical_request_hash: &Hex) -> Self {
        Self(
            [
                "AWS4-HMAC-SHA256\n",
                time,
                "\n",
                scope.as_str(),
                "\n",
                canonical_request_hash.as_str(),
            ]
            .concat(),
        )
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StringToSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
