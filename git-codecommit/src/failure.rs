use std::fmt;

/// An error with what the user can do about it.
///
/// Prints as `problem (code)`, with the remedy on the next line. Contains no secrets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Failure {
    code: &'static str,
    message: String,
    remedy: String,
}

impl Failure {
    /// A failure with a stable code, the problem, and the remedy.
    pub fn new(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            remedy: remedy.into(),
        }
    }

    /// The stable name of the kind of failure.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The problem.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Prints the failure to standard error.
    #[expect(clippy::print_stderr, reason = "programs print their errors")]
    pub fn print(&self, program: &str) {
        eprintln!("{program}: {self}");
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code,
            message,
            remedy,
        } = self;
        write!(f, "{message} ({code})\n{remedy}")
    }
}

impl std::error::Error for Failure {}

/// Untrusted text for a terminal: control characters are replaced, and the end is cut after 200 characters.
pub(crate) fn printable(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().count() > LONGEST {
        shown.push('…');
    }
    shown
}
