use std::fmt;

/// A pattern: `*` matches any run of characters, every other character itself.
#[derive(Clone, Eq, PartialEq)]
pub struct Glob(String);

impl Glob {
    /// Parses a pattern for any text; `None` if it is empty.
    pub fn for_text(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Parses a pattern for repository names; `None` if it cannot match any.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'*');
        (!text.is_empty() && text.bytes().all(allowed)).then(|| Self(text.to_owned()))
    }

    /// The pattern's text, which has the same meaning in an IAM policy.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the pattern matches the whole of `name`.
    pub fn matches(&self, name: &str) -> bool {
        // Each run between two stars is matched as early as possible, which suffices: a later match never leaves more
        // room. The first and the last run are anchored.
        let mut runs = self.0.split('*');
        let Some(mut rest) = name.strip_prefix(runs.next().unwrap_or_default()) else {
            return false;
        };
        let Some(last) = runs.next_back() else {
            return rest.is_empty();
        };
        for run in runs {
            match rest.find(run) {
                Some(at) => rest = &rest[at + run.len()..],
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

impl fmt::Debug for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
