//! The responses of SAML identity providers: the edge reads what another XML parser finds, in exactly one assertion, and a
//! response that it uses is for its own request.

#![no_main]

use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use codecommit_edge_fuzz::{CANARY, now, with_canary};
use edge_proxy::Config;
use edge_proxy::saml::{
    EncodedResponse, Expected, RequestId, RolePair, SamlResponse, role_options,
};
use libfuzzer_sys::fuzz_target;
use roxmltree::{Document, Node, ParsingOptions};
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let encoded = Base64::encode_string(bytes);
    let read = EncodedResponse::parse(&encoded).and_then(|encoded| encoded.read());
    if let Ok(text) = std::str::from_utf8(bytes) {
        check_field(text);
        let parsed = SamlResponse::parse(text);
        if encoded.len() <= EncodedResponse::MAX && !text.is_empty() {
            assert_eq!(read, parsed);
        }
        match parsed {
            Ok(response) => check_response(&response, text),
            Err(error) => assert_eq!(error.code(), "assertion_rejected"),
        }
        if let Err(error) = SamlResponse::parse(&with_canary(text)) {
            assert!(!error.public_message().contains(CANARY));
        }
    }
});

/// The field of the form, which should be base64.
fn check_field(text: &str) {
    match EncodedResponse::parse(text) {
        Ok(encoded) => {
            let text = encoded.text();
            assert!(text.len() <= EncodedResponse::MAX);
            assert!(
                text.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
            );
            let _ = encoded.read();
        }
        Err(error) => assert_eq!(error.code(), "assertion_rejected"),
    }
}

fn check_response(response: &SamlResponse, text: &str) {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let seen = Document::parse_with_options(text, options).ok();
    if let Some(document) = &seen {
        assert!(!text.contains("<!"), "a document type, comment or CDATA");
        assert!(document.descendants().all(|node| !node.is_pi()));
        assert_read_alike(response, document);
    }

    let expected = Expected {
        origin: ORIGIN,
        request: &RequestId::new([0xab; 16]),
        provider: &CONFIG.saml_providers[0],
    };
    match response.check(&expected, now()) {
        Ok(()) => {
            assert!(response.is_success);
            let request = expected.request.text();
            assert_eq!(response.assertion_to.as_ref(), Some(&request));
            assert!(
                response
                    .response_to
                    .as_ref()
                    .is_none_or(|it| *it == request)
            );
            let acs = [ORIGIN, "/saml/acs"].concat();
            assert_eq!(response.recipient, Some(acs));
            assert!(response.issuers.iter().all(|issuer| issuer == ISSUER));
            if let Some(document) = &seen {
                assert_eq!(assertions(document).len(), 1);
            }
        }
        Err(error) => assert!(error.public_message().len() <= 512),
    }
    if let Ok(options) = role_options(&CONFIG, expected.provider, response, None) {
        for option in options {
            assert_eq!(option.pair.role.as_str(), ROLE);
            assert_eq!(option.pair.provider.as_str(), PROVIDER);
        }
    }
}

/// Another parser finds the same in the document.
fn assert_read_alike(response: &SamlResponse, document: &Document<'_>) {
    let root = document.root_element();
    assert!(is(root, PROTOCOL, "Response"));
    let assertions = assertions(document);
    assert!(assertions.len() <= 1);
    let attribute = |node: Option<Node<'_, '_>>, name| {
        node.and_then(|node| node.attribute(name))
            .map(str::to_owned)
    };
    assert_eq!(response.destination, attribute(Some(root), "Destination"));
    assert_eq!(response.response_to, attribute(Some(root), "InResponseTo"));

    let confirmation = document
        .descendants()
        .find(|node| node.tag_name().name() == "SubjectConfirmationData");
    assert_eq!(
        response.assertion_to,
        attribute(confirmation, "InResponseTo")
    );
    assert_eq!(response.recipient, attribute(confirmation, "Recipient"));

    let issuers: Vec<String> = document
        .descendants()
        .filter(|node| is(*node, ASSERTION, "Issuer") && is_leaf(*node))
        .filter(|node| {
            let parent = node.parent_element();
            parent == Some(root)
                || parent.is_some_and(|it| assertions.contains(&it) && is_in(it, root))
        })
        .map(text)
        .collect();
    assert_eq!(response.issuers, issuers);

    let mut roles: Vec<RolePair> = Vec::new();
    for value in document.descendants().filter(|node| {
        is(*node, ASSERTION, "AttributeValue") && is_leaf(*node) && is_of_role(*node, root)
    }) {
        if let Some(pair) = RolePair::parse(&text(value))
            && !roles.contains(&pair)
        {
            roles.push(pair);
        }
    }
    assert_eq!(response.roles, roles);
}

/// Elements of this name in any namespace.
fn assertions<'a, 'input>(document: &'a Document<'input>) -> Vec<Node<'a, 'input>> {
    document
        .descendants()
        .filter(|node| node.is_element() && node.tag_name().name() == "Assertion")
        .collect()
}

/// Whether a value is at `Response/Assertion/AttributeStatement/Attribute` of a role.
fn is_of_role(value: Node<'_, '_>, root: Node<'_, '_>) -> bool {
    let Some(attribute) = value.parent_element() else {
        return false;
    };
    let statement = attribute.parent_element();
    let assertion = statement.and_then(|it| it.parent_element());
    is(attribute, ASSERTION, "Attribute")
        && attribute.attribute("Name") == Some("https://aws.amazon.com/SAML/Attributes/Role")
        && statement.is_some_and(|it| is(it, ASSERTION, "AttributeStatement"))
        && assertion.is_some_and(|it| is(it, ASSERTION, "Assertion") && is_in(it, root))
}

fn is_in(node: Node<'_, '_>, root: Node<'_, '_>) -> bool {
    node.parent_element() == Some(root)
}

fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element()
        && node.tag_name().namespace() == Some(namespace)
        && node.tag_name().name() == name
}

fn is_leaf(node: Node<'_, '_>) -> bool {
    !node.children().any(|child| child.is_element())
}

fn text(node: Node<'_, '_>) -> String {
    let texts: String = node.children().filter_map(|child| child.text()).collect();
    texts.trim().to_owned()
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let settings = json!({
        "PROFILES": { "pay": { "role_arn": ROLE, "assume_with": "saml" } },
        "SAML_PROVIDERS": { "company": { "provider_arn": PROVIDER, "sso_url": "https://login.example.com/sso", "entity_id": ISSUER } },
        "SESSION_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    });
    let variables = settings.as_object().expect("an object");
    Config::from_vars(variables).expect("a good configuration")
});

const ORIGIN: &str = "https://edge.example.com";
const ISSUER: &str = "https://login.example.com/saml";
const ROLE: &str = "arn:aws:iam::123456789012:role/pay-reader";
const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/company";
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
const ASSERTION: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
