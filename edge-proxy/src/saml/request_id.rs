use std::fmt::Write;

/// The id of a request to an identity provider, which its response repeats as `InResponseTo`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// A request id of 16 random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The random bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The value of `ID`, which must not begin with a digit (XML Schema, `xs:ID`).
    pub fn text(&self) -> String {
        let mut text = String::from("_");
        for byte in self.0 {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}
