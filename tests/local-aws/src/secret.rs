use std::fmt;

use subtle::ConstantTimeEq;

/// A secret key, session token or password. Prints as `Secret(..)` and compares in constant time.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The secret itself, for the cryptography and for handing it out.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `candidate` is this secret. Only the length can be learnt from the time taken.
    pub fn matches(&self, candidate: &str) -> bool {
        self.0.as_bytes().ct_eq(candidate.as_bytes()).into()
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_nothing_of_a_secret() {
        let secret = Secret::from("wJalrXUtnFEMI".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(..)");
    }
}
