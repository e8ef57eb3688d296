//! Words for the shell that git starts for helpers.

/// The text as one word for a POSIX shell, which git also uses on Windows.
///
/// Nothing is special between single quotes, except a single quote.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
