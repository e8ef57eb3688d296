/// HTML: this crate's own markup unchanged, everything else escaped.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Appends markup, which must be written in the source.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Appends text, escaped for use between tags and in quoted attributes.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // Bidirectional controls affect even what follows this text.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.0.push('\u{fffd}'),
                character => self.0.push(character),
            }
        }
        self
    }

    /// Appends a message. Text between backticks becomes code.
    pub fn message(&mut self, text: &str) -> &mut Self {
        let mut rest = text;
        while let Some((before, (name, after))) = rest
            .split_once('`')
            .and_then(|(before, inner)| Some((before, inner.split_once('`')?)))
        {
            self.text(before).raw("<code>").text(name).raw("</code>");
            rest = after;
        }
        self.text(rest)
    }

    /// Appends an attribute to the open tag.
    pub fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").text(value).raw("\"")
    }

    /// Appends markup that is already escaped.
    pub fn html(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// The markup as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup as a response body.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}
