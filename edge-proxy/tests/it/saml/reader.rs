//! The one strict reading of a response's XML.

use super::{UNREADABLE, assert_unread, document, parsed, with};

#[test]
fn reads_any_prefix_and_declaration() {
    let response = parsed(&document()).unwrap();
    for same in [
        document()
            .replace("samlp:", "p:")
            .replace("xmlns:samlp", "xmlns:p"),
        document().replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""),
        document().replace("\n", "\r\n"),
        document()
            .replace("<Assertion xmlns=", "<s:Assertion xmlns:s=")
            .replace("</Assertion>", "</s:Assertion>")
            .replace("<Issuer>", "<s:Issuer>")
            .replace("</Issuer>", "</s:Issuer>")
            .replace("<Subject", "<s:Subject")
            .replace("</Subject", "</s:Subject")
            .replace("<Conditions", "<s:Conditions")
            .replace("</Conditions", "</s:Conditions")
            .replace("<Attribute", "<s:Attribute")
            .replace("</Attribute", "</s:Attribute"),
    ] {
        assert_eq!(parsed(&same).as_ref(), Ok(&response), "{same}");
    }
}

#[test]
fn rejects_documents_that_parsers_read_differently() {
    const HIDES: &str = "document type, a comment, a processing instruction or a CDATA section";
    for (document, said) in [
        (
            with(
                "<samlp:Response",
                "<!DOCTYPE a [<!ENTITY b \"c\">]><samlp:Response",
            ),
            HIDES,
        ),
        (
            with(
                "<samlp:Response",
                "<!DOCTYPE samlp:Response><samlp:Response",
            ),
            HIDES,
        ),
        (with(">alice<", ">alice<!-- -->@evil<"), HIDES),
        (with("<Subject>", "<!-- --><Subject>"), HIDES),
        (
            with("</samlp:Response>", "</samlp:Response><!-- -->"),
            HIDES,
        ),
        (with("<Subject>", "<?php ?><Subject>"), HIDES),
        (with(">alice<", "><![CDATA[alice]]><"), HIDES),
        (with(">alice<", ">alice<b/>@evil<"), UNREADABLE),
        (with(">alice<", ">&alice;<"), UNREADABLE),
        (with(" ID=\"_a\"", " ID=\"_a\" ID=\"_b\""), UNREADABLE),
        (with("<Subject>", "<unknown:Subject>"), UNREADABLE),
        (with("</Subject>", ""), UNREADABLE),
        (
            with("</samlp:Response>", "</samlp:Response><samlp:Response/>"),
            UNREADABLE,
        ),
        (
            with("</samlp:Response>", "</samlp:Response>text"),
            UNREADABLE,
        ),
        (with("</samlp:Response>", ""), UNREADABLE),
        (format!("text{}", document()), UNREADABLE),
        (String::new(), UNREADABLE),
        ("<a/>".to_owned(), UNREADABLE),
        ("<a>".repeat(2_000), UNREADABLE),
        (with("<AuthnContext/>", &"<b/>".repeat(5_000)), UNREADABLE),
    ] {
        assert_unread(&document, said);
    }
}

#[test]
fn reads_character_references_and_predefined_entities() {
    let response = parsed(&with(",arn:aws:iam::", "&#x2c;arn&#58;aws:iam::")).unwrap();
    assert_eq!(response, parsed(&document()).unwrap());
}
