use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;
use signer_wasm::Timestamp;

use super::{RequestId, acs, instant};
use crate::config::SamlProvider;
use crate::util::form::with_query;

/// A request to sign a user in (SAML Core 2.0, 3.4.1), sent with the user's browser by redirect.
pub struct AuthnRequest<'a> {
    /// The request's id, which the response repeats.
    pub id: &'a RequestId,
    /// The identity provider that signs the user in.
    pub provider: &'a SamlProvider,
    /// The edge's origin.
    pub origin: &'a str,
    /// When it is sent.
    pub issued_at: Timestamp,
}

impl AuthnRequest<'_> {
    /// The XML document. It names no format of the subject: the identity provider's settings decide.
    pub fn document(&self) -> String {
        let acs = acs(self.origin);
        format!(
            concat!(
                "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\"",
                " xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" Version=\"2.0\"",
                " IssueInstant=\"{instant}\" Destination=\"{destination}\"",
                " ProtocolBinding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"",
                " AssertionConsumerServiceURL=\"{acs}\"><saml:Issuer>{issuer}</saml:Issuer></samlp:AuthnRequest>",
            ),
            id = self.id.text(),
            instant = instant::text(self.issued_at),
            destination = escape(&self.provider.sso_url),
            acs = escape(&acs),
            issuer = escape(&self.provider.sp_entity_id),
        )
    }

    /// The address that the browser is sent to (SAML Bindings 2.0, 3.4.4.1). `relay_state` comes back with the
    /// response.
    pub fn redirect_url(&self, relay_state: &str) -> String {
        let request = STANDARD.encode(deflate(self.document().as_bytes()));
        with_query(
            &self.provider.sso_url,
            [
                ("SAMLRequest", Some(request.as_str())),
                ("RelayState", Some(relay_state)),
            ],
        )
    }
}

/// DEFLATE data that decompresses to these bytes: stored blocks, not compressed (RFC 1951, 3.2.4). A request is short
/// enough for an address, and a compressor would make the worker larger.
fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut blocks = Vec::with_capacity(bytes.len() + 5);
    let mut rest = bytes;
    loop {
        let (block, next) = rest.split_at(rest.len().min(u16::MAX.into()));
        let length = block.len() as u16;
        blocks.push(u8::from(next.is_empty()));
        blocks.extend(length.to_le_bytes());
        blocks.extend((!length).to_le_bytes());
        blocks.extend_from_slice(block);
        if next.is_empty() {
            return blocks;
        }
        rest = next;
    }
}
