//! The form of an XML signature in a response.

use roxmltree::Node;

use super::xml::{self, SIGNATURE};
use super::{SamlError, xmlsec};

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

/// Exclusive canonicalization, which SAML demands; with comments it is as good.
const CANONICALIZATIONS: [&str; 2] = [
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
];

const DIGESTS: [&str; 3] = [
    "http://www.w3.org/2001/04/xmlenc#sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512",
];

/// Without SHA-1 and HMAC.
const ALGORITHMS: [&str; 6] = [
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
];

/// The element that a signature is in, and covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Response,
    Assertion,
}

impl Position {
    /// Verifies the signature here: one of the certificates must have made it.
    pub(super) async fn verify(
        self,
        document: &str,
        certificates: &[String],
    ) -> Result<(), SamlError> {
        let signature = match self {
            Self::Response => xmlsec::RESPONSE_SIGNATURE,
            Self::Assertion => xmlsec::ASSERTION_SIGNATURE,
        };
        for certificate in certificates {
            match xmlsec::verify(document, signature, certificate).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                Err(error) => return Err(SamlError::Unavailable(error.to_string())),
            }
        }
        Err(SamlError::BadSignature)
    }
}

/// Whether the signature has exactly one reference, to the element that contains it, and transforms
/// that leave all of that element except the signature.
pub(super) fn covers_its_parent(signature: Node<'_, '_>) -> bool {
    covered_id(signature).is_some_and(|id| {
        signature
            .parent_element()
            .and_then(|parent| parent.attribute("ID"))
            .is_some_and(|it| !it.is_empty() && it == id)
    })
}

/// The id of the only reference, if the signature's form is allowed.
fn covered_id<'a>(signature: Node<'a, '_>) -> Option<&'a str> {
    // An `Object` could hold another element with the id.
    let allowed = ["SignedInfo", "SignatureValue", "KeyInfo"];
    let has_only_allowed = signature
        .children()
        .filter(Node::is_element)
        .all(|child| allowed.iter().any(|it| xml::is(child, SIGNATURE, it)));
    if !has_only_allowed {
        return None;
    }
    let info = xml::only_child(signature, SIGNATURE, "SignedInfo")?;
    has_algorithm(info, "CanonicalizationMethod", &CANONICALIZATIONS)?;
    has_algorithm(info, "SignatureMethod", &ALGORITHMS)?;

    let reference = xml::only_child(info, SIGNATURE, "Reference")?;
    has_algorithm(reference, "DigestMethod", &DIGESTS)?;
    let transforms: Vec<_> = xml::only_child(reference, SIGNATURE, "Transforms")?
        .children()
        .filter(Node::is_element)
        .map(|it| {
            it.attribute("Algorithm")
                .filter(|_| xml::is(it, SIGNATURE, "Transform"))
        })
        .collect::<Option<_>>()?;
    match transforms.as_slice() {
        [ENVELOPED] => {}
        [ENVELOPED, canonicalization] if CANONICALIZATIONS.contains(canonicalization) => {}
        _ => return None,
    }
    reference.attribute("URI")?.strip_prefix('#')
}

fn has_algorithm(parent: Node<'_, '_>, name: &str, allowed: &[&str]) -> Option<()> {
    let algorithm = xml::only_child(parent, SIGNATURE, name)?.attribute("Algorithm")?;
    allowed.contains(&algorithm).then_some(())
}
