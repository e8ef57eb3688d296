//! Quotes and unquotes words for the shell in which git starts helpers.

/// The text as one word for a POSIX shell, which git also uses on Windows.
///
/// Between single quotes, only a single quote is special.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The first word of a command line, as far as its quotes are those of [`quoted`] or plain ones.
pub fn first_word(text: &str) -> String {
    let mut word = String::new();
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(mark), c) if c == mark => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '\\') => word.extend(characters.next()),
            (None, c) if c.is_whitespace() => break,
            (_, c) => word.push(c),
        }
    }
    word
}
