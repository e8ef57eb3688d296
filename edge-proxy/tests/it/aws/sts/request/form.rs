//! The endpoint and form of a request.

use super::{assume_role, edge, edge_keys, form, headers, web_identity};
use crate::support::{ROLE, SECRET, config, now, owned};
use edge_proxy::aws::sts::{AssumeRole, Evidence, StsRequest};
use serde_json::json;

#[test]
fn sends_a_token_to_sts_unchanged() {
    let request = StsRequest::new(
        &assume_role("eu-west-1", web_identity()),
        &edge(json!({})),
        now(),
    )
    .unwrap();
    assert_eq!(request.url, "https://sts.eu-west-1.amazonaws.com/");
    assert_eq!(
        form(&request),
        owned(&[
            ("Action", "AssumeRoleWithWebIdentity"),
            ("Version", "2011-06-15"),
            ("RoleArn", ROLE),
            ("RoleSessionName", "alice@example.com"),
            ("DurationSeconds", "3600"),
            ("Policy", r#"{"Version":"2012-10-17"}"#),
            ("WebIdentityToken", "eyJh.eyJp.c2ln"),
        ])
    );
}

#[test]
fn does_not_sign_assume_role_with_web_identity() {
    let request = StsRequest::new(
        &assume_role("eu-west-1", web_identity()),
        &edge(json!({})),
        now(),
    )
    .unwrap();
    assert_eq!(
        headers(&request),
        owned(&[
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8"
            ),
            ("accept", "text/xml"),
        ])
    );
}

#[test]
fn sends_external_id_source_identity_and_tags() {
    let evidence = Evidence::EdgeKeys {
        external_id: Some("7c2f9a".to_owned()),
        source_identity: Some("alice@example.com".to_owned()),
        tags: vec![
            ("Team".to_owned(), "pay & more".to_owned()),
            ("Ort".to_owned(), "Zürich".to_owned()),
        ],
        credential: "the caller's token".to_owned().into(),
    };
    let assume_role = AssumeRole {
        policy: None,
        duration_seconds: 900,
        ..assume_role("eu-west-1", evidence)
    };
    let request = StsRequest::new(&assume_role, &edge(json!({})), now()).unwrap();
    assert_eq!(
        form(&request),
        owned(&[
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", ROLE),
            ("RoleSessionName", "alice@example.com"),
            ("DurationSeconds", "900"),
            ("ExternalId", "7c2f9a"),
            ("SourceIdentity", "alice@example.com"),
            ("Tags.member.1.Key", "Team"),
            ("Tags.member.1.Value", "pay & more"),
            ("Tags.member.2.Key", "Ort"),
            ("Tags.member.2.Value", "Zürich"),
        ])
    );
}

#[test]
fn does_not_send_the_callers_credential() {
    let request = StsRequest::new(
        &assume_role("eu-west-1", edge_keys()),
        &edge(json!({})),
        now(),
    )
    .unwrap();
    for part in [&request.url, &*request.headers, &*request.body] {
        assert!(!part.contains("caller"), "{part}");
        assert!(!part.contains(SECRET), "{part}");
    }
}

#[test]
fn uses_the_endpoint_of_the_region() {
    for (region, fips, url) in [
        ("us-east-1", false, "https://sts.us-east-1.amazonaws.com/"),
        (
            "us-east-1",
            true,
            "https://sts-fips.us-east-1.amazonaws.com/",
        ),
        (
            "ca-central-1",
            true,
            "https://sts-fips.ca-central-1.amazonaws.com/",
        ),
        (
            "us-gov-west-1",
            false,
            "https://sts.us-gov-west-1.amazonaws.com/",
        ),
        // All GovCloud endpoints are FIPS endpoints and have no second name.
        (
            "us-gov-east-1",
            true,
            "https://sts.us-gov-east-1.amazonaws.com/",
        ),
        (
            "cn-north-1",
            false,
            "https://sts.cn-north-1.amazonaws.com.cn/",
        ),
        (
            "eusc-de-east-1",
            false,
            "https://sts.eusc-de-east-1.amazonaws.eu/",
        ),
    ] {
        for evidence in [web_identity(), edge_keys()] {
            let assume_role = AssumeRole {
                fips,
                ..assume_role(region, evidence)
            };
            let request = StsRequest::new(&assume_role, &edge(json!({})), now()).unwrap();
            assert_eq!(request.url, url);
        }
    }
}

#[test]
fn rejects_isolated_regions() {
    let refusal = StsRequest::new(
        &assume_role("us-iso-east-1", web_identity()),
        &edge(json!({})),
        now(),
    )
    .err()
    .unwrap();
    assert_eq!(refusal.code(), "misconfigured");
    assert!(refusal.detail().unwrap().contains("us-iso-east-1"));
}

#[test]
fn uses_a_configured_endpoint() {
    for (endpoint, url) in [
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566/"),
        ("http://127.0.0.1:4566/", "http://127.0.0.1:4566/"),
        (
            "https://vpce-0a1b-2c3d.sts.eu-west-1.vpce.amazonaws.com",
            "https://vpce-0a1b-2c3d.sts.eu-west-1.vpce.amazonaws.com/",
        ),
    ] {
        let config = edge(json!({ "AWS_ENDPOINT_URL_STS": endpoint }));
        for region in ["eu-west-1", "us-iso-east-1"] {
            let request =
                StsRequest::new(&assume_role(region, web_identity()), &config, now()).unwrap();
            assert_eq!(request.url, url);
        }
    }
}

#[test]
fn requires_the_edges_keys_for_assume_role() {
    let refusal = StsRequest::new(
        &assume_role("eu-west-1", edge_keys()),
        &config(json!({})),
        now(),
    )
    .err()
    .unwrap();
    assert_eq!((refusal.status(), refusal.code()), (500, "misconfigured"));
}
