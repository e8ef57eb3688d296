//! The requests to STS, byte by byte, and their signatures as AWS's own signer makes them.

use std::time::{Duration, UNIX_EPOCH};

use crate::support::{NOW, ROLE, SECRET, TOKEN, config, merged, now, vouching};
use aws_sigv4::http_request::{
    PayloadChecksumKind, SessionTokenMode, SignableBody, SignableRequest, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use edge_proxy::Config;
use edge_proxy::aws::sts::{AssumeRole, Evidence, StsRequest};
use edge_proxy::config::role::RoleArn;
use proptest::prelude::*;
use serde_json::{Value, json};
use signer_wasm::Region;

const EDGE_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";

fn assume_role(region: &str, evidence: Evidence) -> AssumeRole {
    AssumeRole {
        role: RoleArn::parse(ROLE).unwrap(),
        region: Region::parse(region).unwrap(),
        fips: false,
        session_name: "alice@example.com".to_owned(),
        duration_seconds: 3600,
        policy: Some(r#"{"Version":"2012-10-17"}"#.to_owned()),
        evidence,
    }
}

fn web_identity() -> Evidence {
    Evidence::WebIdentity {
        token: "eyJh.eyJp.c2ln".to_owned().into(),
    }
}

fn edge_keys() -> Evidence {
    Evidence::EdgeKeys {
        external_id: None,
        source_identity: None,
        tags: Vec::new(),
        credential: "the caller's token".to_owned().into(),
    }
}

fn edge(changes: Value) -> Config {
    config(merged(vouching(json!({})), changes))
}

fn form(request: &StsRequest) -> Vec<(String, String)> {
    form_urlencoded::parse(request.body.as_bytes())
        .into_owned()
        .collect()
}

fn headers(request: &StsRequest) -> Vec<(String, String)> {
    let lines: Vec<&str> = request.headers.lines().collect();
    lines
        .chunks(2)
        .map(|pair| (pair[0].to_owned(), pair[1].to_owned()))
        .collect()
}

fn header(request: &StsRequest, name: &str) -> Option<String> {
    headers(request)
        .into_iter()
        .find_map(|(known, value)| (known == name).then_some(value))
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[test]
fn a_token_goes_to_sts_as_it_came() {
    let request = StsRequest::new(
        &assume_role("eu-west-1", web_identity()),
        &edge(json!({})),
        now(),
    )
    .unwrap();
    assert_eq!(request.url, "https://sts.eu-west-1.amazonaws.com/");
    assert_eq!(
        form(&request),
        pairs(&[
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
fn a_token_needs_no_signature_and_gets_none() {
    let request = StsRequest::new(
        &assume_role("eu-west-1", web_identity()),
        &edge(json!({})),
        now(),
    )
    .unwrap();
    assert_eq!(
        headers(&request),
        pairs(&[
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8"
            ),
            ("accept", "text/xml"),
        ])
    );
}

#[test]
fn the_edges_own_word_has_all_that_the_trust_policy_may_ask_for() {
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
        pairs(&[
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
fn what_the_caller_showed_to_the_edge_stays_there() {
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
fn each_region_has_its_own_endpoint() {
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
        // All of GovCloud's endpoints are validated, and have no second name.
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
fn an_isolated_region_has_no_endpoint_that_could_be_reached() {
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
fn the_operator_can_name_another_endpoint() {
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
fn without_keys_the_edge_has_no_word_to_give() {
    let refusal = StsRequest::new(
        &assume_role("eu-west-1", edge_keys()),
        &config(json!({})),
        now(),
    )
    .err()
    .unwrap();
    assert_eq!((refusal.status(), refusal.code()), (500, "misconfigured"));
}

#[test]
fn assume_role_is_signed_as_awss_own_signer_signs_it() {
    for endpoint in [
        Value::Null,
        json!("http://127.0.0.1:4566"),
        json!("https://vpce-0a1b-2c3d.sts.eu-west-1.vpce.amazonaws.com"),
    ] {
        for token in [Value::Null, json!(TOKEN)] {
            let config =
                edge(json!({ "AWS_ENDPOINT_URL_STS": endpoint, "AWS_SESSION_TOKEN": token }));
            for (region, fips) in [
                ("eu-west-1", false),
                ("us-east-1", true),
                ("cn-north-1", false),
            ] {
                let assume_role = AssumeRole {
                    fips,
                    ..assume_role(region, edge_keys())
                };
                let request = StsRequest::new(&assume_role, &config, now()).unwrap();
                assert_eq!(
                    signature(&request),
                    signed_by_aws(&request, region, token.as_str(), SECRET)
                );
                assert_eq!(
                    header(&request, "x-amz-security-token").as_deref(),
                    token.as_str()
                );
            }
        }
    }
}

#[test]
fn the_host_the_body_and_the_token_of_the_keys_are_signed() {
    let config = edge(json!({ "AWS_SESSION_TOKEN": TOKEN }));
    let request = StsRequest::new(&assume_role("eu-west-1", edge_keys()), &config, now()).unwrap();
    let authorization = header(&request, "authorization").unwrap();
    assert!(
        authorization.contains("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,")
    );
    assert!(authorization.contains(&format!(
        "Credential={EDGE_KEY_ID}/20261123/eu-west-1/sts/aws4_request"
    )));

    let other = AssumeRole {
        session_name: "mallory".to_owned(),
        ..assume_role("eu-west-1", edge_keys())
    };
    let other = StsRequest::new(&other, &config, now()).unwrap();
    assert_ne!(header(&other, "authorization"), Some(authorization));
}

/// The headers that a signature adds.
fn signature(request: &StsRequest) -> Vec<(String, String)> {
    let mut added: Vec<_> = headers(request)
        .into_iter()
        .filter(|(name, _)| !matches!(name.as_str(), "content-type" | "accept"))
        .collect();
    added.sort();
    added
}

fn signed_by_aws(
    request: &StsRequest,
    region: &str,
    token: Option<&str>,
    secret: &str,
) -> Vec<(String, String)> {
    let content_type = header(request, "content-type").unwrap();
    let signable = SignableRequest::new(
        "POST",
        request.url.clone(),
        [("content-type", &*content_type)].into_iter(),
        SignableBody::Bytes(request.body.as_bytes()),
    )
    .unwrap();
    let mut settings = SigningSettings::default();
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    settings.session_token_mode = SessionTokenMode::Include;
    let identity = aws_credential_types::Credentials::new(
        EDGE_KEY_ID,
        secret,
        token.map(str::to_owned),
        None,
        "tests",
    )
    .into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("sts")
        .time(UNIX_EPOCH + Duration::from_secs(NOW))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let (instructions, _) = sign(signable, &parameters).unwrap().into_parts();
    let mut added: Vec<_> = instructions
        .headers()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    added.sort();
    added
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_in_it_the_form_says_it_and_awss_signer_agrees(
        session_name in "[A-Za-z0-9_+=,.@-]{2,64}",
        policy in prop::option::of("\\PC{1,80}"),
        external_id in prop::option::of("[A-Za-z0-9_+=,.@:/-]{2,40}"),
        tags in prop::collection::vec(("\\PC{1,12}", "\\PC{0,24}"), 0..5),
    ) {
        let assume_role = AssumeRole {
            session_name: session_name.clone(),
            policy: policy.clone(),
            ..assume_role("eu-west-1", Evidence::EdgeKeys {
                external_id: external_id.clone(),
                source_identity: None,
                tags: tags.clone(),
                credential: String::new().into(),
            })
        };
        let request = StsRequest::new(&assume_role, &edge(json!({})), now()).unwrap();
        prop_assert_eq!(signature(&request), signed_by_aws(&request, "eu-west-1", None, SECRET));

        let form = form(&request);
        let field = |wanted: &str| {
            form.iter().find_map(|(name, value)| (name == wanted).then(|| value.clone()))
        };
        prop_assert_eq!(field("RoleSessionName"), Some(session_name));
        prop_assert_eq!(field("Policy"), policy);
        prop_assert_eq!(field("ExternalId"), external_id);
        for (number, (name, value)) in (1..).zip(tags) {
            prop_assert_eq!(field(&format!("Tags.member.{number}.Key")), Some(name));
            prop_assert_eq!(field(&format!("Tags.member.{number}.Value")), Some(value));
        }
    }
}
