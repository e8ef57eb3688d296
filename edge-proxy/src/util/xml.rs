//! Reads AWS's XML: small documents, of which only the text of elements matters.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

/// A document's texts, each with the path of local element names that leads to it.
pub(crate) struct Texts(Vec<(String, String)>);

impl Texts {
    /// Parses a document; `None` if it is malformed, is larger than any AWS response, or has a document type, whose
    /// entities could expand.
    pub(crate) fn parse(document: &str) -> Option<Self> {
        if document.len() > MAX_BYTES {
            return None;
        }
        let mut reader = Reader::from_str(document);
        let mut texts = Vec::new();
        let mut path = String::new();
        let mut text = String::new();
        let mut elements = 0;
        loop {
            match reader.read_event().ok()? {
                // Text outside the outermost element.
                Event::Start(_) if path.is_empty() && !text.trim().is_empty() => return None,
                Event::Start(start) => {
                    let name = start.local_name();
                    path.push('/');
                    path.push_str(name.as_ref());
                    text.clear();
                    elements += 1;
                }
                Event::End(_) => {
                    if !text.trim().is_empty() {
                        texts.push((path.clone(), text.trim().to_owned()));
                    }
                    text.clear();
                    path.truncate(path.rfind('/')?);
                }
                Event::Text(part) => text.push_str(&part),
                Event::CData(part) => text.push_str(&part),
                Event::GeneralRef(reference) => text.push_str(&resolve(&reference)?),
                Event::DocType(_) => return None,
                Event::Eof => {
                    let is_whole = elements > 0 && path.is_empty() && text.trim().is_empty();
                    return is_whole.then_some(Self(texts));
                }
                Event::Empty(_) => elements += 1,
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            }
            if path.len() > MAX_PATH || elements > MAX_ELEMENTS {
                return None;
            }
        }
    }

    /// The first text whose path ends in `end`.
    pub(crate) fn find(&self, end: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(path, _)| path.ends_with(end))
            .map(|(_, text)| text.as_str())
    }
}

/// Resolves the entities that XML predefines, such as `&amp;`, and numeric character references.
pub(crate) fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    match reference.resolve_char_ref().ok()? {
        Some(character) => Some(character.into()),
        None => resolve_predefined_entity(reference).map(str::to_owned),
    }
}

const MAX_ELEMENTS: u32 = 200;
const MAX_PATH: usize = 512;

/// Larger than any error or token response from AWS.
const MAX_BYTES: usize = 64 << 10;
