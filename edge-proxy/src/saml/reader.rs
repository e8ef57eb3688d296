//! A strict, single-pass reader of XML: a document that two parsers could read differently is an error.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::{NsReader, XmlVersion};

use super::encoded_response::unreadable;
use super::rejected;
use crate::Error;
use crate::util::xml::resolve;

/// A part of a document. Its path is the names of the elements that lead to it, each with the letter of its namespace:
/// `/p:Response/a:Assertion`. `p` is SAML's protocol, `a` SAML's assertions, and `x` any other namespace.
pub(super) enum Part<'a> {
    /// The start of an element, with the attributes that have no namespace.
    Start {
        /// The path, up to the element.
        path: &'a str,
        /// The element's name without its namespace.
        name: &'a str,
        /// The names and values.
        attributes: &'a [(String, String)],
    },
    /// The text of an element without children, trimmed.
    Text {
        /// The path, up to the element.
        path: &'a str,
        /// The text; it may be empty.
        text: &'a str,
    },
}

/// Reads a document, and passes its parts to a function, in order.
///
/// # Errors
///
/// [`Error::AssertionRejected`] if the document is malformed; if it has a document type, whose entities could expand;
/// and if it has comments, processing instructions, CDATA sections or text beside elements, which parsers treat
/// differently and no identity provider writes.
pub(super) fn read(
    document: &str,
    visit: &mut dyn FnMut(Part<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = NsReader::from_str(document);
    reader.config_mut().expand_empty_elements = true;
    let mut path = String::new();
    let mut text = String::new();
    // Whether the element that is open has had no child so far.
    let mut is_leaf = false;
    let mut elements = 0;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| unreadable())?;
        match event {
            Event::Start(start) => {
                require_blank(&text)?;
                if path.is_empty() && elements > 0 {
                    return Err(unreadable());
                }
                elements += 1;
                let local = start.local_name();
                let name: &str = local.as_ref();
                path.push_str(letter(&namespace)?);
                path.push_str(name);
                if path.len() > MAX_PATH || elements > MAX_ELEMENTS {
                    return Err(unreadable());
                }
                let attributes = attributes(&start)?;
                visit(Part::Start {
                    path: &path,
                    name,
                    attributes: &attributes,
                })?;
                text.clear();
                is_leaf = true;
            }
            Event::End(_) => {
                match is_leaf {
                    true => visit(Part::Text {
                        path: &path,
                        text: text.trim(),
                    })?,
                    false => require_blank(&text)?,
                }
                text.clear();
                is_leaf = false;
                path.truncate(path.rfind('/').ok_or_else(unreadable)?);
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(reference) => {
                text.push_str(&resolve(&reference).ok_or_else(unreadable)?);
            }
            Event::Decl(_) if elements == 0 && text.is_empty() => {}
            Event::Eof => {
                require_blank(&text)?;
                return match elements > 0 && path.is_empty() {
                    true => Ok(()),
                    false => Err(unreadable()),
                };
            }
            Event::DocType(_) | Event::Comment(_) | Event::PI(_) | Event::CData(_) => {
                return Err(rejected(
                    "The identity provider's response has a document type, a comment, a processing instruction or a CDATA section, which no identity provider writes and which could hide something. The edge has not used it.",
                ));
            }
            Event::Decl(_) | Event::Empty(_) => return Err(unreadable()),
        }
    }
}

fn letter(namespace: &ResolveResult<'_>) -> Result<&'static str, Error> {
    match namespace {
        ResolveResult::Bound(Namespace(PROTOCOL)) => Ok("/p:"),
        ResolveResult::Bound(Namespace(ASSERTION)) => Ok("/a:"),
        ResolveResult::Bound(_) | ResolveResult::Unbound => Ok("/x:"),
        ResolveResult::Unknown(_) => Err(unreadable()),
    }
}

fn attributes(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, Error> {
    let mut attributes = Vec::new();
    // Duplicates are errors.
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| unreadable())?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| unreadable())?;
        if attribute.key.prefix().is_none() {
            let name: &str = attribute.key.as_ref();
            attributes.push((name.to_owned(), value.into_owned()));
        }
    }
    Ok(attributes)
}

/// Text beside elements is only for people, except in attributes that this edge does not read.
fn require_blank(text: &str) -> Result<(), Error> {
    match text.trim().is_empty() {
        true => Ok(()),
        false => Err(unreadable()),
    }
}

const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
/// The most elements of a document; a response with 200 roles has far fewer.
const MAX_ELEMENTS: u32 = 4_000;
const MAX_PATH: usize = 1_024;
