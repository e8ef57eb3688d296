//! `application/x-www-form-urlencoded`, the format of queries and forms (WHATWG URL Standard, 5).

use std::borrow::Cow;
use std::fmt;

use form_urlencoded::Serializer;
use zeroize::Zeroizing;

/// The parameters of a query or a form.
///
/// Duplicates are rejected (RFC 6749, 3.1 and 3.2), and a parameter without a value counts as absent. Zeroised when
/// dropped.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, Zeroizing<String>)>);

/// Why parameters are rejected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ParametersError {
    /// A duplicate, with its name if that is safe to show.
    Repeated(Option<String>),
    /// More than [`Parameters::MAX`].
    TooMany,
}

impl Parameters {
    /// The most parameters that a request may have: OAuth's have about a dozen.
    pub const MAX: usize = 32;

    /// Parses a query, without its `?`, or a form.
    ///
    /// # Errors
    ///
    /// [`ParametersError`]
    pub fn parse(text: &str) -> Result<Self, ParametersError> {
        let mut parameters: Vec<(String, Zeroizing<String>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            // Each is compared with all before it, so their number is limited.
            if parameters.len() == Self::MAX {
                return Err(ParametersError::TooMany);
            }
            if parameters.iter().any(|(known, _)| *known == name) {
                return Err(ParametersError::Repeated(shown(&name)));
            }
            parameters.push((name.into_owned(), Zeroizing::new(value.into_owned())));
        }
        Ok(Self(parameters))
    }

    /// The value of a parameter; `None` if it is absent or empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.iter()
            .find(|(known, value)| *known == name && !value.is_empty())
            .map(|(_, value)| value)
    }

    /// All names and values in order, including empty values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The name, if it needs no escaping anywhere.
fn shown(name: &str) -> Option<String> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let fits = (1..=64).contains(&name.len()) && name.bytes().all(is_plain);
    fits.then(|| name.to_owned())
}

impl fmt::Display for ParametersError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated(Some(name)) => {
                write!(f, "The parameter `{name}` comes twice. Send it once.")
            }
            Self::Repeated(None) => f.write_str("A parameter comes twice. Send it once."),
            Self::TooMany => write!(
                f,
                "There are more than {} parameters. Send only those that are needed.",
                Parameters::MAX
            ),
        }
    }
}

/// A form under construction.
pub(crate) struct Form(Serializer<'static, String>);

impl Form {
    /// An empty form with capacity for its secrets, so that the buffer does not grow and leave copies of them behind.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self(Serializer::new(String::with_capacity(bytes)))
    }

    /// Adds a parameter.
    pub(crate) fn add(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.append_pair(name, value);
        self
    }

    /// Adds a parameter if it has a value.
    pub(crate) fn add_optional(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.add(name, value);
        }
        self
    }

    /// The encoded form.
    pub(crate) fn finish(mut self) -> Zeroizing<String> {
        Zeroizing::new(self.0.finish())
    }
}

/// An address with parameters appended as a query; those without a value are left out.
pub(crate) fn with_query<'a>(
    address: &str,
    parameters: impl IntoIterator<Item = (&'a str, Option<&'a str>)>,
) -> String {
    let separator = if address.contains('?') { "&" } else { "?" };
    let address = [address, separator].concat();
    let start = address.len();
    let mut query = Serializer::for_suffix(address, start);
    for (name, value) in parameters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// Encodes one name or value.
pub(crate) fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<Cow<'_, str>>()
        .into_owned()
}
