use serde_json::json;

use super::provider::{
    ACS, PROVIDER, ROLE, SamlKey, Statement, assume, assume_with, conditions, confirmation,
    confirmation_with, trusted,
};
use crate::sts_call::{element, refused};

/// What AWS answers where its words are not known.
const INVALID: &str = "The web identity token that was passed could not be validated by AWS. Get a new \
     identity token from the identity provider and then retry the request.";
const NO_RECIPIENT: &str =
    "Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter";
const NO_AUDIENCE: &str = "Response does not contain the required audience.";
const NO_NAME: &str = "RoleSessionName is required in AuthnResponse";
const BAD_NAME: &str = "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}";
const OTHER_ROLE: &str =
    "SAML Assertion doesn't contain the requested Role and Metadata in the attributes";

#[tokio::test]
async fn rejects_a_response_that_lacks_what_aws_demands() {
    let aws = trusted().await;
    let with = Statement::new;
    let confirmed = |confirmation: String| Statement {
        confirmation,
        ..with()
    };
    let conditioned = |conditions: String| Statement {
        conditions,
        ..with()
    };
    let data = |attributes: &str| confirmed(confirmation_with(attributes));
    let other_pair = format!("{ROLE},arn:aws:iam::123456789012:saml-provider/other");
    let quoted = format!("\"{ROLE}\",\"{PROVIDER}\"");
    let long = "x".repeat(65);
    for (what, statement, message) in [
        ("no confirmation", confirmed(String::new()), NO_RECIPIENT),
        (
            "two confirmations",
            confirmed(confirmation(ACS, 300).repeat(2)),
            NO_RECIPIENT,
        ),
        (
            "not a bearer",
            confirmed(confirmation(ACS, 300).replace("bearer", "holder-of-key")),
            NO_RECIPIENT,
        ),
        ("no recipient", data("NotOnOrAfter=\"2999-01-01T00:00:00Z\""), NO_RECIPIENT),
        ("an empty recipient", confirmed(confirmation("", 300)), NO_RECIPIENT),
        ("no end", data(&format!("Recipient=\"{ACS}\"")), NO_RECIPIENT),
        (
            "an end that is not a time",
            data(&format!("Recipient=\"{ACS}\" NotOnOrAfter=\"tomorrow\"")),
            INVALID,
        ),
        ("no conditions", conditioned(String::new()), NO_AUDIENCE),
        (
            "no restriction",
            conditioned("<Conditions/>".to_owned()),
            NO_AUDIENCE,
        ),
        ("no audience", conditioned(conditions(-60, 300, &[])), NO_AUDIENCE),
        (
            "another audience",
            conditioned(conditions(-60, 300, &["https://edge.example.com/saml/metadata"])),
            NO_AUDIENCE,
        ),
        (
            "the audience of another partition",
            conditioned(conditions(-60, 300, &["urn:amazon:webservices:govcloud"])),
            NO_AUDIENCE,
        ),
        (
            "a second restriction to another audience",
            conditioned(conditions(-60, 300, &["urn:amazon:webservices"]).replace(
                "</Conditions>",
                "<AudienceRestriction><Audience>other</Audience></AudienceRestriction></Conditions>",
            )),
            NO_AUDIENCE,
        ),
        ("not valid yet", conditioned(conditions(60, 300, &["urn:amazon:webservices"])), INVALID),
        (
            "issued in the future",
            Statement {
                issued: 60,
                ..with()
            },
            INVALID,
        ),
        ("no session name", with().with("RoleSessionName", &[]), NO_NAME),
        ("a short session name", with().with("RoleSessionName", &["a"]), BAD_NAME),
        ("a long session name", with().with("RoleSessionName", &[&long]), BAD_NAME),
        ("spaces in the session name", with().with("RoleSessionName", &["Alice B"]), BAD_NAME),
        ("two session names", with().with("RoleSessionName", &["alice", "bob"]), INVALID),
        ("no role", with().with("Role", &[]), OTHER_ROLE),
        ("a role without a provider", with().with("Role", &[ROLE]), OTHER_ROLE),
        ("the role with another provider", with().with("Role", &[&other_pair]), OTHER_ROLE),
        ("a role in quotes", with().with("Role", &[&quoted]), OTHER_ROLE),
        ("a short session", with().with("SessionDuration", &["899"]), INVALID),
        ("a long session", with().with("SessionDuration", &["43201"]), INVALID),
        ("a session of some time", with().with("SessionDuration", &["an hour"]), INVALID),
        ("two tags of one key", with().with("PrincipalTag:a", &["1", "2"]), INVALID),
    ] {
        let answer = assume(&aws, &statement.signed()).await;
        assert_eq!(refused(&answer, 400, "InvalidIdentityToken"), message, "{what}");
    }
}

#[tokio::test]
async fn rejects_a_response_whose_time_has_passed() {
    let aws = trusted().await;
    let late = "Token must be redeemed within 5 minutes of issuance";
    let other = "The web identity token that was passed is expired or is not valid. Get a new \
                 identity token from the identity provider and then retry the request.";
    for (what, statement, message) in [
        (
            "issued six minutes ago",
            Statement {
                issued: -360,
                ..Statement::new()
            },
            late,
        ),
        (
            "the conditions",
            Statement {
                conditions: conditions(-60, -1, &["urn:amazon:webservices"]),
                ..Statement::new()
            },
            other,
        ),
        (
            "the confirmation",
            Statement {
                confirmation: confirmation(ACS, -1),
                ..Statement::new()
            },
            other,
        ),
        (
            "the session",
            Statement {
                session_ends: Some(-1),
                ..Statement::new()
            },
            other,
        ),
    ] {
        let answer = assume(&aws, &statement.signed()).await;
        assert_eq!(
            refused(&answer, 400, "ExpiredTokenException"),
            message,
            "{what}"
        );
    }

    // By the cloud's clock, not the machine's.
    let response = Statement {
        conditions: conditions(-60, 3600, &["urn:amazon:webservices"]),
        confirmation: confirmation(ACS, 3600),
        ..Statement::new()
    }
    .signed();
    aws.set(json!({ "clock_offset_seconds": 290 })).await;
    assert_eq!(assume(&aws, &response).await.status, 200);
    aws.set(json!({ "clock_offset_seconds": 310 })).await;
    let answer = assume(&aws, &response).await;
    assert_eq!(refused(&answer, 400, "ExpiredTokenException"), late);
    aws.set(json!({ "clock_offset_seconds": -60 })).await;
    let answer = assume(&aws, &response).await;
    assert_eq!(refused(&answer, 400, "InvalidIdentityToken"), INVALID);
}

#[tokio::test]
async fn a_provider_that_did_not_sign_the_user_in_is_reported_separately() {
    let aws = trusted().await;
    let statement = Statement {
        status: "Responder",
        ..Statement::new()
    };
    refused(
        &assume(&aws, &statement.signed()).await,
        403,
        "IDPRejectedClaim",
    );
}

#[tokio::test]
async fn rejects_other_issuers_and_keys() {
    let aws = trusted().await;
    let discovery = |message: &str, text: &str| {
        let rest = format!(
            " (Service: AWSOpenIdDiscoveryService; Status Code: 400; Error Code: {text}; Request ID: "
        );
        format!("{message}{rest}")
    };
    let other = Statement {
        issuer: "https://evil.example.com",
        ..Statement::new()
    };
    let answer = assume(&aws, &other.signed()).await;
    let message = refused(&answer, 400, "InvalidIdentityToken");
    let expected = discovery(
        "Issuer not present in specified provider",
        "AuthSamlInvalidSamlResponseException",
    );
    assert!(message.starts_with(&expected), "{message}");
    assert!(message.ends_with("; Proxy: null)"), "{message}");

    let response = Statement::new().signed();
    let unknown = [(
        "PrincipalArn",
        "arn:aws:iam::123456789012:saml-provider/other",
    )];
    let answer = assume_with(&aws, &response, &unknown).await;
    let message = refused(&answer, 400, "InvalidIdentityToken");
    let expected = discovery(
        "Specified provider doesn't exist",
        "AuthSamlManifestNotFoundException",
    );
    assert!(message.starts_with(&expected), "{message}");

    let foreign = Statement::new().signed_by(SamlKey::second());
    let answer = assume(&aws, &foreign).await;
    assert_eq!(
        refused(&answer, 400, "InvalidIdentityToken"),
        "Response signature invalid"
    );
    let answer = assume(&aws, &response.replace('P', "%")).await;
    let message = refused(&answer, 400, "InvalidIdentityToken");
    assert!(
        message.starts_with("Invalid base64 SAMLResponse (Service: "),
        "{message}"
    );
}

#[tokio::test]
async fn the_subject_type_is_the_format_without_saml_2s_prefix() {
    let aws = trusted().await;
    for (name_id, subject, kind) in [
        (
            "<NameID>a</NameID>",
            "a",
            "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        ),
        (
            "<NameID Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:transient\">_1</NameID>",
            "_1",
            "transient",
        ),
        (
            "<NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">a@b &lt;c&gt;</NameID>",
            "a@b &lt;c&gt;",
            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        ),
        (
            "<NameID>alice@example.com<!-- -->.evil.example</NameID>",
            "alice@example.com.evil.example",
            "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        ),
    ] {
        let statement = Statement {
            name_id,
            ..Statement::new()
        };
        let answer = assume(&aws, &statement.signed()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(element(&answer, "Subject"), subject);
        assert_eq!(element(&answer, "SubjectType"), kind);
    }
    for name_id in [
        "",
        "<NameID/>",
        "<NameID> </NameID>",
        "<NameID>a</NameID><NameID>b</NameID>",
        "<NameID>a<b/></NameID>",
    ] {
        let statement = Statement {
            name_id,
            ..Statement::new()
        };
        let answer = assume(&aws, &statement.signed()).await;
        assert_eq!(
            refused(&answer, 403, "AccessDenied"),
            "Not authorized to perform sts:AssumeRoleWithSAML",
            "{name_id}"
        );
    }
}

#[tokio::test]
async fn looks_at_the_response_before_it_looks_for_the_provider() {
    let aws = trusted().await;
    let unknown = [(
        "PrincipalArn",
        "arn:aws:iam::123456789012:saml-provider/other",
    )];
    for (response, reason) in [
        (
            Statement::new().signed(),
            "Specified provider doesn't exist (Service: ",
        ),
        (
            "base64SAML==".to_owned(),
            "Invalid base64 SAMLResponse (Service: ",
        ),
        (
            "PHgvPg==".to_owned(),
            "Invalid base64 SAMLResponse (Service: ",
        ),
    ] {
        let answer = assume_with(&aws, &response, &unknown).await;
        let message = refused(&answer, 400, "InvalidIdentityToken");
        assert!(message.starts_with(reason), "{message}");
    }
}
