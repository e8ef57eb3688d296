//! The form of a response: which elements there are, and that a signature can only cover the
//! assertion that is read.

use std::collections::HashSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::signature::{self, Position};
use super::xml::{self, ASSERTION, PROTOCOL, SIGNATURE};
use super::{Metadata, SamlError};

const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";

/// A response in the form of XML, not yet verified.
pub(crate) struct SamlResponse(String);

impl SamlResponse {
    pub(crate) fn parse(base64: &str) -> Result<Self, SamlError> {
        let text = STANDARD
            .decode(base64)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or(SamlError::Malformed)?;
        let response = Self(text);
        let is_response = xml::is(response.document()?.root_element(), PROTOCOL, "Response");
        is_response.then_some(response).ok_or(SamlError::Malformed)
    }

    pub(super) fn document(&self) -> Result<Document<'_>, SamlError> {
        xml::parse(&self.0).ok_or(SamlError::Malformed)
    }

    /// Verifies every signature of the document with the certificates; there must be at least one.
    pub(super) async fn verify_signatures(
        &self,
        signatures: &[Position],
        metadata: &Metadata,
    ) -> Result<(), SamlError> {
        if signatures.is_empty() {
            return Err(SamlError::BadSignature);
        }
        for position in signatures {
            position.verify(&self.0, &metadata.certificates).await?;
        }
        Ok(())
    }
}

/// The only assertion of a response, and where its signatures are.
pub(super) struct Signed<'a, 'input> {
    pub(super) assertion: Node<'a, 'input>,
    pub(super) signatures: Vec<Position>,
}

impl<'a, 'input: 'a> Signed<'a, 'input> {
    pub(super) fn of(document: &'a Document<'input>) -> Result<Self, SamlError> {
        let response = document.root_element();
        check_status(response)?;
        let assertion = only_assertion(document)?;
        if !has_unique_ids(document) {
            return Err(SamlError::BadSignature);
        }
        let mut signatures = Vec::new();
        for signature in elements(document, SIGNATURE, "Signature") {
            let position = if signature.parent() == Some(response) {
                Position::Response
            } else if signature.parent() == Some(assertion) {
                Position::Assertion
            } else {
                return Err(SamlError::BadSignature);
            };
            // Two at one place are ambiguous.
            if signatures.contains(&position) || !signature::covers_its_parent(signature) {
                return Err(SamlError::BadSignature);
            }
            signatures.push(position);
        }
        Ok(Self {
            assertion,
            signatures,
        })
    }
}

/// The provider reports here if it did not sign the user in.
fn check_status(response: Node<'_, '_>) -> Result<(), SamlError> {
    let code = xml::only_child(response, PROTOCOL, "Status")
        .and_then(|it| xml::only_child(it, PROTOCOL, "StatusCode"))
        .and_then(|it| it.attribute("Value"))
        .ok_or(SamlError::Invalid)?;
    if code == SUCCESS {
        Ok(())
    } else {
        Err(SamlError::Rejected)
    }
}

/// The only assertion anywhere in the document, which is a child of the response.
fn only_assertion<'a, 'input: 'a>(
    document: &'a Document<'input>,
) -> Result<Node<'a, 'input>, SamlError> {
    if elements(document, ASSERTION, "EncryptedAssertion")
        .next()
        .is_some()
    {
        return Err(SamlError::Encrypted);
    }
    let mut assertions = elements(document, ASSERTION, "Assertion");
    let assertion = assertions.next().ok_or(SamlError::Invalid)?;
    let is_only = assertions.next().is_none();
    if is_only && assertion.parent() == Some(document.root_element()) {
        Ok(assertion)
    } else {
        Err(SamlError::BadSignature)
    }
}

/// Whether no id occurs twice, and no element has two. `xmlsec1` ignores an id's namespace.
fn has_unique_ids(document: &Document<'_>) -> bool {
    let mut seen = HashSet::new();
    document
        .descendants()
        .filter(Node::is_element)
        .all(|element| {
            let mut ids = element
                .attributes()
                .filter(|it| it.name().eq_ignore_ascii_case("id"));
            match ids.next() {
                None => true,
                Some(id) => ids.next().is_none() && seen.insert(id.value()),
            }
        })
}

fn elements<'a, 'input: 'a>(
    document: &'a Document<'input>,
    namespace: &'a str,
    name: &'a str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    document
        .descendants()
        .filter(move |it| xml::is(*it, namespace, name))
}
