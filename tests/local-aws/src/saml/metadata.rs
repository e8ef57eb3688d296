use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use roxmltree::Node;

use super::xml::{self, METADATA, SIGNATURE};

/// What AWS needs of a provider's metadata document.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) entity_id: String,
    /// The signing certificates, in PEM. There are several while a provider changes its key.
    pub(crate) certificates: Vec<String>,
}

impl Metadata {
    /// Parses a document; the error names the missing element.
    pub(crate) fn parse(document: &str) -> Result<Self, &'static str> {
        let document = xml::parse(document).ok_or("Could not parse metadata")?;
        let root = document.root_element();
        if !xml::is(root, METADATA, "EntityDescriptor") {
            return Err("the metadata must be one EntityDescriptor");
        }
        let entity_id = root
            .attribute("entityID")
            .filter(|it| !it.is_empty())
            .ok_or("the metadata has no entityID")?;
        let certificates: Vec<_> = xml::children(root, METADATA, "IDPSSODescriptor")
            .flat_map(|it| xml::children(it, METADATA, "KeyDescriptor"))
            .filter(|it| it.attribute("use").is_none_or(|it| it == "signing"))
            .flat_map(certificates)
            .collect::<Option<_>>()
            .ok_or("the metadata has a malformed certificate")?;
        if certificates.is_empty() {
            return Err("the metadata has no signing certificate of an IDPSSODescriptor");
        }
        Ok(Self {
            entity_id: entity_id.to_owned(),
            certificates,
        })
    }
}

fn certificates<'a>(
    key_descriptor: Node<'a, '_>,
) -> impl Iterator<Item = Option<String>> + use<'a> {
    key_descriptor
        .descendants()
        .filter(|it| xml::is(*it, SIGNATURE, "X509Certificate"))
        .map(|it| pem(&xml::text(it)?))
}

fn pem(base64: &str) -> Option<String> {
    let base64: String = base64.split_ascii_whitespace().collect();
    STANDARD.decode(&base64).ok().filter(|it| !it.is_empty())?;
    let lines: Vec<_> = base64
        .as_bytes()
        .chunks(64)
        .map(String::from_utf8_lossy)
        .collect();
    Some(format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    ))
}
