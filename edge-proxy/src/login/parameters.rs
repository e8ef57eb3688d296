use zeroize::Zeroizing;

/// The parameters of a request, out of a query or a form.
///
/// None comes twice (RFC 6749, 3.1 and 3.2), and one without a value is as one that is not there. Zeroised when
/// dropped.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, Zeroizing<String>)>);

impl Parameters {
    /// Reads them; `None` where one comes twice.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if parameters.iter().any(|(known, _)| *known == name) {
                return None;
            }
            parameters.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Some(Self(parameters))
    }

    /// The value of one.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }
}
