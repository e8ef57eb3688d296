//! Parsing a response, and the check that it belongs to a sign-in.

use super::{
    ACS, UNREADABLE, assert_unread, checked_at, document, encoded, instant, parsed, request, with,
};
use crate::support::{NOW, ROLE, SAML_ISSUER, SAML_PROVIDER, at};
use base64ct::{Base64, Encoding};
use edge_proxy::saml::{EncodedResponse, RolePair};

#[test]
fn reads_every_part_of_a_response() {
    let response = parsed(&document()).unwrap();
    assert!(response.is_success);
    assert_eq!(response.destination.as_deref(), Some(ACS));
    assert_eq!(response.recipient.as_deref(), Some(ACS));
    assert_eq!(response.issuers, [SAML_ISSUER, SAML_ISSUER]);
    assert_eq!(response.response_to, Some(request().text()));
    assert_eq!(response.assertion_to, Some(request().text()));
    assert_eq!(response.not_before, Some(at(NOW - 5)));
    assert_eq!(response.not_on_or_after, Some(at(NOW + 300)));
    assert_eq!(response.session_duration, None);
    let [pair] = &response.roles[..] else {
        panic!("one role");
    };
    assert_eq!(
        (pair.role.as_str(), pair.provider.as_str()),
        (ROLE, SAML_PROVIDER)
    );
    assert_eq!(encoded(&document()).read(), Ok(response));
}

#[test]
fn reads_role_pairs_in_either_order() {
    let comma = "arn:aws:iam::123456789012:role/a,b";
    for (text, role) in [
        (format!("{ROLE},{SAML_PROVIDER}"), ROLE),
        (format!("{SAML_PROVIDER},{ROLE}"), ROLE),
        (format!(" {SAML_PROVIDER} ,\n {ROLE} "), ROLE),
        (format!("{comma},{SAML_PROVIDER}"), comma),
        (format!("{SAML_PROVIDER},{comma}"), comma),
    ] {
        let pair = RolePair::parse(&text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(
            (pair.role.as_str(), pair.provider.as_str()),
            (role, SAML_PROVIDER)
        );
    }
    for text in [
        String::new(),
        ROLE.to_owned(),
        format!("{ROLE},{ROLE}"),
        format!("{SAML_PROVIDER},{SAML_PROVIDER}"),
        format!("{ROLE};{SAML_PROVIDER}"),
        format!("{ROLE},{SAML_PROVIDER},x"),
        format!("{ROLE},"),
    ] {
        assert_eq!(RolePair::parse(&text), None, "{text}");
    }
}

#[test]
fn reads_several_roles_once_each_and_ignores_other_values() {
    let other = "arn:aws:iam::123456789012:role/docs";
    let values = format!(
        "<AttributeValue>{SAML_PROVIDER},{other}</AttributeValue><AttributeValue>x</AttributeValue><AttributeValue/><AttributeValue>{ROLE},{SAML_PROVIDER}</AttributeValue></Attribute>"
    );
    let response = parsed(&with(
        "</AttributeValue></Attribute>",
        &format!("</AttributeValue>{values}"),
    ))
    .unwrap();
    let roles: Vec<&str> = response
        .roles
        .iter()
        .map(|pair| pair.role.as_str())
        .collect();
    assert_eq!(roles, [ROLE, other]);
    let elsewhere = with("SAML/Attributes/Role\"", "SAML/Attributes/Rolle\"");
    assert_eq!(parsed(&elsewhere).unwrap().roles, []);
}

#[test]
fn reads_the_session_duration_if_it_is_valid() {
    for (text, expected) in [
        ("900", Some(900)),
        (" 43200 ", Some(43_200)),
        ("899", None),
        ("43201", None),
        ("-900", None),
        ("1h", None),
        ("", None),
    ] {
        let attribute = format!(
            "<AttributeStatement><Attribute Name=\"https://aws.amazon.com/SAML/Attributes/SessionDuration\"><AttributeValue>{text}</AttributeValue></Attribute>"
        );
        let response = parsed(&with("<AttributeStatement>", &attribute)).unwrap();
        assert_eq!(response.session_duration, expected, "{text}");
    }
}

#[test]
fn rejects_anything_but_one_assertion_for_one_recipient() {
    let assertion = {
        let document = document();
        let start = document.find("<Assertion").unwrap();
        let end = document.find("</Assertion>").unwrap() + "</Assertion>".len();
        document[start..end].to_owned()
    };
    const SEVERAL: &str = "several assertions";
    for (document, said) in [
        (
            with(
                "</samlp:Response>",
                &format!("{assertion}</samlp:Response>"),
            ),
            SEVERAL,
        ),
        (
            with(
                "<ds:SignatureValue>",
                &format!("<ds:Object>{assertion}</ds:Object><ds:SignatureValue>"),
            ),
            SEVERAL,
        ),
        (
            with(
                "<samlp:Status>",
                &format!("<samlp:Extensions>{assertion}</samlp:Extensions><samlp:Status>"),
            ),
            "unusual place",
        ),
        (
            with(
                "<samlp:Status>",
                "<x:Assertion xmlns:x=\"urn:x\"/><samlp:Status>",
            ),
            "unusual place",
        ),
        (
            with("<samlp:Status>", "<samlp:Assertion/><samlp:Status>"),
            "unusual place",
        ),
        (
            with("</Assertion>", "<Advice><Assertion/></Advice></Assertion>"),
            SEVERAL,
        ),
        (
            with(
                &assertion,
                "<EncryptedAssertion xmlns=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>",
            ),
            "encrypts its assertions",
        ),
        (
            with("<samlp:Status>", "<EncryptedAssertion/><samlp:Status>"),
            "encrypts its assertions",
        ),
        (with(&assertion, ""), "has no assertion"),
        (
            with(
                &assertion,
                &format!("<samlp:Extensions>{assertion}</samlp:Extensions>"),
            ),
            "unusual place",
        ),
        (
            with(
                "</SubjectConfirmation>",
                "<SubjectConfirmationData/></SubjectConfirmation>",
            ),
            "no confirmation of its subject, or several",
        ),
        (
            with(
                "</Subject>",
                "<SubjectConfirmation><SubjectConfirmationData/></SubjectConfirmation></Subject>",
            ),
            "or several",
        ),
        (
            with("<SubjectConfirmationData", "<SubjectConfirmationDate"),
            "or several",
        ),
        (
            with("<SubjectConfirmationData", "<samlp:SubjectConfirmationData"),
            "unusual place",
        ),
        (
            document().replace("samlp:Response", "samlp:ArtifactResponse"),
            "",
        ),
        (
            document().replace("SAML:2.0:protocol", "SAML:1.1:protocol"),
            "",
        ),
        (
            with("NotOnOrAfter=\"2026", "NotOnOrAfter=\"soon"),
            UNREADABLE,
        ),
    ] {
        assert_unread(&document, said);
    }
}

#[test]
fn uses_only_responses_to_its_own_request_for_its_own_address() {
    assert_eq!(checked_at(&document(), 0), Ok(()));
    let id = request().text();
    for (document, code, said) in [
        (
            with(&format!("InResponseTo=\"{id}\""), "InResponseTo=\"_x\""),
            "assertion_rejected",
            "another sign-in",
        ),
        (
            with(
                &format!("<SubjectConfirmationData InResponseTo=\"{id}\""),
                "<SubjectConfirmationData InResponseTo=\"_x\"",
            ),
            "assertion_rejected",
            "another sign-in",
        ),
        (
            with(
                &format!("<SubjectConfirmationData InResponseTo=\"{id}\""),
                "<SubjectConfirmationData",
            ),
            "assertion_rejected",
            "which request it answers",
        ),
        (
            with(
                &format!("Recipient=\"{ACS}\""),
                "Recipient=\"https://signin.aws.amazon.com/saml\"",
            ),
            "assertion_rejected",
            "another address",
        ),
        (
            with(&format!(" Recipient=\"{ACS}\""), ""),
            "assertion_rejected",
            "another address",
        ),
        (
            with(
                &format!("Destination=\"{ACS}\""),
                "Destination=\"https://edge.example.com/saml/acs/\"",
            ),
            "assertion_rejected",
            "another address",
        ),
        (
            with(
                &format!("<Issuer>{SAML_ISSUER}"),
                "<Issuer>https://evil.example",
            ),
            "assertion_rejected",
            "another identity provider",
        ),
        (
            with(
                &format!("assertion\">{SAML_ISSUER}"),
                "assertion\">https://evil.example",
            ),
            "assertion_rejected",
            "another identity provider",
        ),
        (
            with("status:Success", "status:Responder"),
            "access_denied",
            "denied the sign-in",
        ),
    ] {
        let error = checked_at(&document, 0).unwrap_err();
        let message = error.public_message();
        assert_eq!(error.code(), code, "{message}");
        assert!(message.contains(said), "{message}");
    }
    // Both are optional in SAML.
    let brief = document()
        .replacen(&format!(" Destination=\"{ACS}\""), "", 1)
        .replacen(&format!(" InResponseTo=\"{id}\""), "", 1);
    assert_eq!(checked_at(&brief, 0), Ok(()));
}

#[test]
fn says_with_which_status_an_identity_provider_denied_the_sign_in() {
    const SAML: &str = "urn:oasis:names:tc:SAML:2.0:status:";
    let id = request().text();
    for (first, second, said) in [
        (
            format!("{SAML}Responder"),
            format!("{SAML}AuthnFailed"),
            "(AuthnFailed)",
        ),
        (
            format!("{SAML}Responder"),
            format!("{SAML}Success"),
            "(Success)",
        ),
        (
            format!("{SAML}Requester"),
            "http://idp.example/x".to_owned(),
            "(Requester)",
        ),
        (
            format!("{SAML}Requester"),
            format!("{SAML}<b>"),
            "(Requester)",
        ),
        (
            format!("{SAML}Requester"),
            format!("{SAML}{}", "a".repeat(41)),
            "(Requester)",
        ),
        ("Responder".to_owned(), String::new(), "(without a reason)"),
    ] {
        let second = second.replace('<', "&lt;");
        let document = format!(
            r#"<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol" InResponseTo="{id}"><Status><StatusCode Value="{first}"><StatusCode Value="{second}"/></StatusCode></Status></Response>"#
        );
        let error = checked_at(&document, 0).unwrap_err();
        assert_eq!(error.code(), "access_denied");
        assert!(error.public_message().contains(said), "{error:?}");
    }
}

#[test]
fn allows_a_minute_between_clocks() {
    for (later, expected) in [
        (-66, Some("clock_skewed")),
        (-65, None),
        (0, None),
        (359, None),
        (360, Some("credentials_expired")),
    ] {
        let code = checked_at(&document(), later)
            .err()
            .map(|error| error.code());
        assert_eq!(code, expected, "{later}");
    }
    let earlier = with(
        &format!("NotOnOrAfter=\"{}\" Recipient", instant(300)),
        &format!("NotOnOrAfter=\"{}\" Recipient", instant(100)),
    );
    let code = |document: &str| checked_at(document, 170).err().map(|error| error.code());
    assert_eq!(code(&document()), None);
    assert_eq!(code(&earlier), Some("credentials_expired"));
    let endless = document().replace(&format!(" NotOnOrAfter=\"{}\"", instant(300)), "");
    assert_eq!(code(&endless), Some("credentials_expired"));
    let fraction = document().replace(&instant(300), &instant(300).replace('Z', ".123456789Z"));
    assert_eq!(code(&fraction), None);
    for wrong in [
        "2026-11-23 06:00:00Z",
        "2026-11-23T06:00:00+01:00",
        "2026-11-31T06:00:00Z",
        "20261123T060000Z",
        "2026-11-23T06:00:00.Z",
    ] {
        assert_unread(&with(&instant(300), wrong), UNREADABLE);
    }
}

#[test]
fn takes_base64_with_line_breaks_up_to_the_limit_of_sts() {
    let text = Base64::encode_string(document().as_bytes());
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(76)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    let folded = EncodedResponse::parse(&lines.join("\r\n")).unwrap();
    assert_eq!(**folded.text(), text);
    assert!(folded.read().is_ok());
    assert!(EncodedResponse::parse(&"A".repeat(100_000)).is_ok());
    for (field, said) in [
        ("A".repeat(100_001), "longer than the 100,000 characters"),
        (String::new(), UNREADABLE),
        ("PHNhbWxw_-".to_owned(), UNREADABLE),
        ("<samlp:Response/>".to_owned(), UNREADABLE),
    ] {
        let Err(error) = EncodedResponse::parse(&field) else {
            panic!("{field}");
        };
        let message = error.public_message();
        assert!(message.contains(said), "{message}");
    }
    for field in ["A", "AAA", "/w==", "AAAA"] {
        let error = EncodedResponse::parse(field).unwrap().read().unwrap_err();
        assert_eq!(error.code(), "assertion_rejected", "{field}");
    }
}
