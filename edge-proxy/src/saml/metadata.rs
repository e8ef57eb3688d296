use quick_xml::escape::escape;

use super::acs;

/// The edge's metadata as a service provider (SAML Metadata 2.0, 2.4.4), for the identity provider's settings.
///
/// `origin` is the edge's origin, and `entity_id` the entity id under which the identity provider knows the edge.
pub fn metadata(origin: &str, entity_id: &str) -> String {
    let mut attributes = String::new();
    for (name, label) in ATTRIBUTES {
        attributes.push_str(&format!(
            "<md:RequestedAttribute FriendlyName=\"{label}\" Name=\"{name}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:uri\" isRequired=\"true\"/>"
        ));
    }
    format!(
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"{entity_id}\">",
            "<md:SPSSODescriptor AuthnRequestsSigned=\"false\" WantAssertionsSigned=\"true\"",
            " protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">",
            "<md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\"",
            " Location=\"{acs}\" index=\"1\" isDefault=\"true\"/>",
            "<md:AttributeConsumingService index=\"1\"><md:ServiceName xml:lang=\"en\">codecommit-edge</md:ServiceName>",
            "{attributes}</md:AttributeConsumingService></md:SPSSODescriptor></md:EntityDescriptor>\n",
        ),
        entity_id = escape(entity_id),
        acs = escape(acs(origin)),
        attributes = attributes,
    )
}

/// The attributes that `AssumeRoleWithSAML` requires.
const ATTRIBUTES: [(&str, &str); 2] = [
    (super::response::ROLE, "Role"),
    (super::response::ROLE_SESSION_NAME, "RoleSessionName"),
];
