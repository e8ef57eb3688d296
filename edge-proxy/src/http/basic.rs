use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use zeroize::Zeroizing;

/// The scheme and the parameters of an `Authorization` header (RFC 9110, 11.6.2).
pub(crate) fn scheme_and_parameters(authorization: &str) -> (&str, &str) {
    let (scheme, parameters) = authorization.split_once(' ').unwrap_or((authorization, ""));
    (scheme, parameters.trim())
}

/// A user name and a password (RFC 7617).
pub(crate) struct Basic {
    pair: Zeroizing<String>,
    colon: usize,
}

/// Why the parameters of an `Authorization` header are not a user name and a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BasicError {
    /// There is no `:` between the user name and the password.
    Colon,
    /// The parameters are not UTF-8 in base64.
    Encoding,
}

impl Basic {
    /// Decodes the parameters of the scheme. Some clients leave out the padding.
    ///
    /// # Errors
    ///
    /// [`BasicError`]
    pub(crate) fn decode(parameters: &str) -> Result<Self, BasicError> {
        let bytes = STANDARD
            .decode(parameters)
            .or_else(|_| STANDARD_NO_PAD.decode(parameters))
            .map_err(|_| BasicError::Encoding)?;
        let pair = match String::from_utf8(bytes) {
            Ok(text) => Zeroizing::new(text),
            Err(error) => {
                drop(Zeroizing::new(error.into_bytes()));
                return Err(BasicError::Encoding);
            }
        };
        let colon = pair.find(':').ok_or(BasicError::Colon)?;
        Ok(Self { pair, colon })
    }

    /// The user name, which has no colon, and the password.
    pub(crate) fn username_and_password(&self) -> (&str, &str) {
        let (username, rest) = self.pair.split_at(self.colon);
        (username, rest.get(1..).unwrap_or_default())
    }
}
