//! Calls: the endpoint and the headers that they are sent with.

use crate::support::{ACCESS_KEY_ID, EDGE, TOKEN, config, head, signed_call};
use edge_proxy::aws::relay::{RelayRequest, RelayedCall, RelayedService};
use edge_proxy::http::headers::RELAYED;
use edge_proxy::{Config, Error};
use proptest::prelude::*;
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";
const JSON: &str = "application/x-amz-json-1.1";
const IDENTITY: &[u8] = b"Action=GetCallerIdentity&Version=2011-06-15";

fn called(
    config: &Config,
    service: RelayedService,
    authorization: &str,
) -> Result<RelayedCall, Error> {
    let url = format!("{EDGE}/aws/{}", service.name());
    let content_type = match service {
        RelayedService::CodeCommit => JSON,
        _ => FORM,
    };
    let request = head("POST", &url)
        .with("authorization", authorization)
        .with("content-type", content_type);
    RelayedCall::new(service, None, &request, config)
}

fn call(service: RelayedService, region: &str) -> Result<RelayedCall, Error> {
    let authorization = signed_call(service.name(), region);
    called(&config(json!({})), service, &authorization)
}

/// The values of [`RELAYED`] with only these headers.
fn values<'a>(headers: &[(&str, &'a str)]) -> [Option<&'a str>; RELAYED.len()] {
    RELAYED.map(|name| {
        let mut known = headers.iter().filter(|(known, _)| *known == name);
        known.next().map(|(_, value)| *value)
    })
}

fn completed(call: &RelayedCall, headers: &[(&str, &str)], body: &[u8]) -> RelayRequest {
    match call.complete(values(headers), body) {
        Ok(request) => request,
        Err(error) => panic!("{}", error.public_message()),
    }
}

#[test]
fn calls_the_host_of_the_service_and_the_region() {
    for (service, region, host) in [
        (
            RelayedService::Sts,
            "eu-west-1",
            "sts.eu-west-1.amazonaws.com",
        ),
        (
            RelayedService::Sts,
            "cn-north-1",
            "sts.cn-north-1.amazonaws.com.cn",
        ),
        (
            RelayedService::CodeCommit,
            "us-gov-west-1",
            "codecommit.us-gov-west-1.amazonaws.com",
        ),
        (
            RelayedService::CodeCommit,
            "eusc-de-east-1",
            "codecommit.eusc-de-east-1.amazonaws.eu",
        ),
        (RelayedService::Iam, "us-east-1", "iam.amazonaws.com"),
        (
            RelayedService::Iam,
            "cn-north-1",
            "iam.cn-north-1.amazonaws.com.cn",
        ),
        (
            RelayedService::Iam,
            "us-gov-west-1",
            "iam.us-gov.amazonaws.com",
        ),
        (
            RelayedService::Iam,
            "eusc-de-east-1",
            "iam.eusc-de-east-1.amazonaws.eu",
        ),
    ] {
        let call = call(service, region).unwrap();
        assert_eq!(call.host, host);
        assert_eq!(call.access_key_id, ACCESS_KEY_ID);
    }

    let call = call(RelayedService::Sts, "eu-west-1").unwrap();
    let request = completed(
        &call,
        &[
            ("accept", "application/json"),
            ("x-amz-security-token", TOKEN),
        ],
        IDENTITY,
    );
    assert_eq!(request.url, "https://sts.eu-west-1.amazonaws.com/");
    assert_eq!(request.action, "GetCallerIdentity");
    assert_eq!(
        *request.headers,
        format!("accept\napplication/json\nx-amz-security-token\n{TOKEN}\n")
    );
}

#[test]
fn rejects_regions_without_an_endpoint_to_call() {
    for (service, region, words) in [
        (RelayedService::Sts, "us-iso-east-1", "isolated partition"),
        (RelayedService::Iam, "us-isob-east-1", "isolated partition"),
        (RelayedService::Iam, "eu-west-1", "Sign it for us-east-1."),
        (
            RelayedService::Iam,
            "cn-northwest-1",
            "Sign it for cn-north-1.",
        ),
        (
            RelayedService::Iam,
            "us-gov-east-1",
            "Sign it for us-gov-west-1.",
        ),
    ] {
        let error = call(service, region).unwrap_err();
        assert_eq!((error.status(), error.code()), (400, "bad_region"));
        let message = error.public_message();
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn allowed_regions_apply_to_codecommit() {
    let config = config(json!({ "ALLOWED_REGIONS": "eu-west-1" }));
    let asked = |service: RelayedService, region| {
        called(&config, service, &signed_call(service.name(), region)).map_err(|error| error.code())
    };
    assert!(asked(RelayedService::CodeCommit, "eu-west-1").is_ok());
    assert_eq!(
        asked(RelayedService::CodeCommit, "us-east-1").unwrap_err(),
        "region_not_allowed"
    );
    // IAM is global, and STS identifies a key in any region.
    assert!(asked(RelayedService::Iam, "us-east-1").is_ok());
    assert!(asked(RelayedService::Sts, "us-east-1").is_ok());
}

#[test]
fn tells_a_configured_endpoint_which_host_was_signed() {
    let config = config(json!({
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:4566",
        "AWS_ENDPOINT_URL_CODECOMMIT": "http://127.0.0.1:4567",
        "AWS_ENDPOINT_URL_IAM": "https://iam.internal.example.com",
    }));
    for (service, region, url, host) in [
        (
            RelayedService::Sts,
            "eu-west-1",
            "http://127.0.0.1:4566/",
            "sts.eu-west-1.amazonaws.com",
        ),
        (
            RelayedService::CodeCommit,
            "eu-west-1",
            "http://127.0.0.1:4567/",
            "codecommit.eu-west-1.amazonaws.com",
        ),
        (
            RelayedService::Iam,
            "us-east-1",
            "https://iam.internal.example.com/",
            "iam.amazonaws.com",
        ),
    ] {
        let call = called(&config, service, &signed_call(service.name(), region)).unwrap();
        let (headers, body): (&[_], &[u8]) = match service {
            RelayedService::CodeCommit => (
                &[("x-amz-target", "CodeCommit_20150413.ListRepositories")],
                b"{}",
            ),
            RelayedService::Iam => (&[], b"Action=GetUser&Version=2010-05-08"),
            RelayedService::Sts => (&[], IDENTITY),
        };
        let request = completed(&call, headers, body);
        assert_eq!(request.url, url);
        assert!(
            request
                .headers
                .ends_with(&format!("x-forwarded-host\n{host}\n"))
        );
    }
}

#[test]
fn rejects_calls_that_are_not_signed_for_the_address() {
    for service in RelayedService::ALL {
        for scope in ["sts", "iam", "codecommit", "s3", "execute-api", "STS", ""] {
            if scope == service.name() {
                continue;
            }
            let error = called(
                &config(json!({})),
                service,
                &signed_call(scope, "us-east-1"),
            )
            .unwrap_err();
            assert_eq!(
                (error.status(), error.code()),
                (403, "call_not_signed"),
                "{scope}"
            );
        }
    }
    let url = format!("{EDGE}/aws/sts");
    let request = head("POST", &url).with("content-type", FORM);
    let error =
        RelayedCall::new(RelayedService::Sts, None, &request, &config(json!({}))).unwrap_err();
    assert_eq!(error.code(), "call_not_signed");
}

#[test]
fn rejects_queries_presigned_or_not() {
    let url = format!("{EDGE}/aws/sts");
    let authorization = signed_call("sts", "eu-west-1");
    let request = head("POST", &url)
        .with("authorization", &authorization)
        .with("content-type", FORM);
    for query in [
        "",
        "Action=AssumeRole",
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA&X-Amz-Signature=0",
    ] {
        let error = RelayedCall::new(
            RelayedService::Sts,
            Some(query),
            &request,
            &config(json!({})),
        )
        .unwrap_err();
        assert_eq!(error.code(), "bad_request", "{query}");
    }
}

#[test]
fn rejects_signatures_over_headers_that_are_not_forwarded() {
    let good = signed_call("sts", "eu-west-1");
    for (names, words) in [
        (
            "content-type;host;x-amz-date;x-forwarded-host",
            "x-forwarded-host",
        ),
        ("amz-sdk-request;host", "amz-sdk-request"),
        ("host;user-agent", "user-agent"),
        ("content-type;x-amz-date", "sts.eu-west-1.amazonaws.com"),
    ] {
        let authorization =
            good.replace("content-type;host;x-amz-date;x-amz-security-token", names);
        let error = called(&config(json!({})), RelayedService::Sts, &authorization).unwrap_err();
        assert_eq!(error.code(), "call_not_signed", "{names}");
        assert!(error.public_message().contains(words), "{names}");
    }
    let names = "accept;content-length;content-type;host;x-amz-content-sha256;x-amz-date";
    let authorization = good.replace("content-type;host;x-amz-date;x-amz-security-token", names);
    assert!(called(&config(json!({})), RelayedService::Sts, &authorization).is_ok());
}

#[test]
fn rejects_bodies_that_aws_could_read_differently() {
    let seen = |service: RelayedService, header: &str, value: &str| {
        let url = format!("{EDGE}/aws/{}", service.name());
        let authorization = signed_call(service.name(), "us-east-1");
        let request = head("POST", &url)
            .with("authorization", &authorization)
            .with(
                "content-type",
                if service == RelayedService::CodeCommit {
                    JSON
                } else {
                    FORM
                },
            )
            .with(header, value);
        RelayedCall::new(service, None, &request, &config(json!({}))).map_err(|error| error.code())
    };
    for service in [RelayedService::Iam, RelayedService::Sts] {
        for good in [
            "application/x-www-form-urlencoded",
            FORM,
            "application/x-www-form-urlencoded;charset=UTF-8",
        ] {
            assert!(seen(service, "content-type", good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "application/json",
            JSON,
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded; charset=utf-7",
            "application/x-www-form-urlencoded; charset=utf-8; charset=utf-16",
            "application/x-www-form-urlencoded;",
            "application/x-www-form-urlencoded, application/json",
            "Application/X-WWW-Form-URLencoded",
        ] {
            assert_eq!(
                seen(service, "content-type", bad),
                Err("unsupported_media_type"),
                "{bad}"
            );
        }
    }
    for bad in [
        "application/json",
        "application/x-amz-json-1.0",
        FORM,
        "application/x-amz-json-1.1; charset=utf-8",
        "application/cbor",
    ] {
        assert_eq!(
            seen(RelayedService::CodeCommit, "content-type", bad),
            Err("unsupported_media_type"),
            "{bad}"
        );
    }
    for encoding in ["gzip", "identity", "aws-chunked"] {
        assert_eq!(
            seen(RelayedService::Sts, "content-encoding", encoding),
            Err("bad_request")
        );
    }
    assert!(seen(RelayedService::Iam, "content-length", "65536").is_ok());
    for length in ["65537", "1048576", "18446744073709551615"] {
        assert_eq!(
            seen(RelayedService::Iam, "content-length", length),
            Err("call_too_large")
        );
    }
}

#[test]
fn rejects_a_target_beside_a_form() {
    let call = call(RelayedService::Sts, "eu-west-1").unwrap();
    let headers = values(&[("x-amz-target", "CodeCommit_20150413.DeleteRepository")]);
    let error = call.complete(headers, IDENTITY).err().unwrap();
    assert_eq!(error.code(), "bad_request");
}

proptest! {
    #[test]
    fn every_call_goes_to_the_host_of_its_service(service in "[a-z.@/:-]{0,12}", region in "(us|cn|eusc|us-gov)-[a-z.@/]{1,8}-[0-9.]{1,2}") {
        for known in RelayedService::ALL {
            let service = if service.len() < 4 { known.name() } else { &service };
            if let Ok(call) = called(&config(json!({})), known, &signed_call(service, &region)) {
                let body: &[u8] = match known {
                    RelayedService::CodeCommit => b"{}",
                    RelayedService::Iam => b"Action=GetUser&Version=2010-05-08",
                    RelayedService::Sts => IDENTITY,
                };
                let target = (known == RelayedService::CodeCommit).then_some(("x-amz-target", "CodeCommit_20150413.ListRepositories"));
                let request = completed(&call, target.as_slice(), body);
                let url = url::Url::parse(&request.url).unwrap();
                prop_assert_eq!(url.as_str(), &request.url);
                prop_assert_eq!(url.scheme(), "https");
                let host = url.host_str().unwrap();
                let start = [known.name(), "."].concat();
                prop_assert!(host.starts_with(&start));
                let ends = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"];
                prop_assert!(ends.iter().any(|end| host.ends_with(end)), "{}", host);
            }
        }
    }
}
