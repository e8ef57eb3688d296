//! The signature of `AssumeRole`.

use super::{assume_role, edge, edge_keys, form, header, headers};
use crate::support::{NOW, SECRET, TOKEN, now};
use aws_sigv4::http_request::{
    PayloadChecksumKind, SessionTokenMode, SignableBody, SignableRequest, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use edge_proxy::aws::sts::{AssumeRole, Evidence, StsRequest};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::time::{Duration, UNIX_EPOCH};

const EDGE_KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";

#[test]
fn signs_as_the_aws_signer_does() {
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
fn signs_the_host_the_body_and_the_session_token() {
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
    fn encodes_and_signs_any_value_as_the_aws_signer_does(
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
