//! Reading XML in one way only.

use roxmltree::{Document, Node, ParsingOptions};

pub(super) const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub(super) const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub(super) const METADATA: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
pub(super) const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// The most nodes and levels of a document, which bound the work for it.
const MOST_NODES: u32 = 5_000;
const MOST_LEVELS: usize = 64;

/// Parses a document in UTF-8 without a document type.
pub(super) fn parse(text: &str) -> Option<Document<'_>> {
    // The other reader would decode the document as it declares.
    if !declares_utf8(text) {
        return None;
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).ok()?;
    let is_flat = document
        .descendants()
        .all(|it| it.ancestors().take(MOST_LEVELS + 1).count() <= MOST_LEVELS);
    is_flat.then_some(document)
}

/// Whether the XML declaration, if any, names no other encoding.
fn declares_utf8(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let Some((declaration, _)) = text
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    else {
        return true;
    };
    let Some((_, value)) = declaration.split_once("encoding") else {
        return true;
    };
    let value = value.trim_start().trim_start_matches('=').trim_start();
    let value = value.get(1..).unwrap_or_default();
    value
        .split(['"', '\''])
        .next()
        .is_some_and(|it| it.eq_ignore_ascii_case("UTF-8"))
}

pub(super) fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element() && node.has_tag_name((namespace, name))
}

/// The children of this name.
pub(super) fn children<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    namespace: &'a str,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(move |it| is(*it, namespace, name))
}

/// The only child of this name.
pub(super) fn only_child<'a, 'input: 'a>(
    node: Node<'a, 'input>,
    namespace: &'a str,
    name: &'a str,
) -> Option<Node<'a, 'input>> {
    let mut found = children(node, namespace, name);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The whole text of an element without children, as if comments and processing instructions in it
/// were absent, which is also what a signature covers.
pub(super) fn text(node: Node<'_, '_>) -> Option<String> {
    if node.children().any(|it| it.is_element()) {
        return None;
    }
    Some(
        node.children()
            .filter(Node::is_text)
            .filter_map(|it| it.text())
            .collect(),
    )
}
