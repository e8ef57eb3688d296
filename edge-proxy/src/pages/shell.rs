use std::borrow::Cow;

/// A word of a shell command, quoted if necessary. POSIX shells and Git Bash read it as the same text; so does
/// PowerShell, unless it contains a `'`.
///
/// `None` for a text with a control character, on which a terminal acts even within quotes.
pub fn shell_word(text: &str) -> Option<Cow<'_, str>> {
    if text.chars().any(char::is_control) {
        return None;
    }
    let is_plain =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b':' | b'-');
    Some(match !text.is_empty() && text.bytes().all(is_plain) {
        true => Cow::Borrowed(text),
        // Within single quotes only the closing quote is special.
        false => Cow::Owned(["'", &text.replace('\'', r"'\''"), "'"].concat()),
    })
}
