use zeroize::Zeroizing;

/// The parameters of a query or a form.
///
/// Duplicates are rejected (RFC 6749, 3.1 and 3.2), and a parameter without a value counts as absent. Zeroised when
/// dropped.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, Zeroizing<String>)>);

impl Parameters {
    /// Parses them; `None` for a duplicate, or for more than [`Parameters::MAX`].
    pub fn parse(text: &str) -> Option<Self> {
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            // Each is compared with all before it, so their number is limited.
            if parameters.len() == Self::MAX {
                return None;
            }
            if parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Some(Self(parameters))
    }

    /// The most parameters that a request may have: OAuth's have about a dozen.
    pub const MAX: usize = 32;

    /// The error message for parameters that cannot be parsed.
    pub(crate) const PROBLEM: &str = "a parameter comes twice, or there are more than 32";

    /// A parameter's value.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}
