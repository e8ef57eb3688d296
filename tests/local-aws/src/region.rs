use std::fmt;

/// An AWS region: `[a-z]{2}(-[a-z]+)+-[0-9]+`. No list of names, because lists go stale.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Region(String);

impl Region {
    /// Reads a region's name; `None` when it does not have the shape of one.
    pub fn parse(name: &str) -> Option<Self> {
        let mut words = name.split('-');
        let country = words.next()?;
        let number = words.next_back()?;
        let middle: Vec<_> = words.collect();

        let lower = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        let has_shape = country.len() == 2
            && lower(country)
            && !middle.is_empty()
            && middle.iter().all(|word| lower(word))
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit());
        has_shape.then(|| Self(name.to_owned()))
    }

    /// The region's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn partition(&self) -> &'static str {
        match self.0.split('-').next() {
            Some("cn") => "aws-cn",
            _ if self.0.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    pub(crate) fn dns_suffix(&self) -> &'static str {
        match self.partition() {
            "aws-cn" => "amazonaws.com.cn",
            _ => "amazonaws.com",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
