//! The metadata of the edge as a service provider.

use crate::support::EDGE;
use edge_proxy::saml::metadata;

#[test]
fn names_the_address_for_responses_and_the_attributes_that_aws_needs() {
    let metadata = metadata(EDGE, "urn:a&b");
    for part in [
        r#"entityID="urn:a&amp;b""#,
        r#"WantAssertionsSigned="true""#,
        r#"AuthnRequestsSigned="false""#,
        r#"protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol""#,
        r#"<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://edge.example.com/saml/acs" index="1" isDefault="true"/>"#,
        r#"Name="https://aws.amazon.com/SAML/Attributes/Role""#,
        r#"Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName""#,
    ] {
        assert!(metadata.contains(part), "{part}\n{metadata}");
    }
}
