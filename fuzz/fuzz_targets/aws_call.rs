//! Signed calls to AWS's APIs: relayed calls go to the host of their service, and every parser reads the same action.
//!
//! The input is the `Authorization` header, the content type, `X-Amz-Target` and the body, a line each; the last may have
//! more lines.

#![no_main]

use std::sync::LazyLock;

use codecommit_edge_fuzz::now;
use edge_proxy::aws::relay::{CallAuthorization, RelayedCall, RelayedService};
use edge_proxy::http::RequestHead;
use edge_proxy::http::headers::RELAYED;
use edge_proxy::{Config, Plan, plan};
use libfuzzer_sys::fuzz_target;
use url::{Url, form_urlencoded};

static CONFIG: LazyLock<Config> =
    LazyLock::new(|| Config::from_vars(&serde_json::Map::new()).expect("a configuration"));

fuzz_target!(|text: &str| {
    let mut lines = text.splitn(4, '\n');
    let mut line = || lines.next().unwrap_or_default();
    let (authorization, content_type, target, body) = (line(), line(), line(), line());

    if let Ok(parsed) = CallAuthorization::parse(authorization) {
        let written = format!("AWS4-HMAC-SHA256 Credential={}/", parsed.access_key_id);
        assert!(authorization.starts_with(&written));
        let scope = format!("/{}/{}/aws4_request,", parsed.region, parsed.service);
        assert_eq!(authorization.matches(&scope).count(), 1);
    }

    for service in RelayedService::ALL {
        let url = format!("https://edge.example.com/aws/{}", service.name());
        let head = RequestHead {
            method: "POST",
            url: &url,
            ..RequestHead::default()
        };
        let head = head
            .with("authorization", authorization)
            .with("content-type", content_type);
        match plan(&CONFIG, &head, now()).plan {
            Plan::Relay(call) => assert_is_one_call(&call, target, body),
            Plan::Respond(refusal) => assert!(matches!(refusal.status, 400..=415)),
            _ => panic!("it is neither relayed nor refused"),
        }
    }
});

fn assert_is_one_call(call: &RelayedCall, target: &str, body: &str) {
    let headers = RELAYED
        .map(|name| Some(target).filter(|target| name == "x-amz-target" && !target.is_empty()));
    let Ok(request) = call.complete(headers, body.as_bytes()) else {
        return;
    };
    assert!(call.service.actions().contains(&request.action));

    let seen = Url::parse(&request.url).expect("a URL that can be fetched");
    assert_eq!(seen.as_str(), request.url);
    assert_eq!(
        (seen.scheme(), seen.path(), seen.query()),
        ("https", "/", None)
    );
    let host = seen.host_str().unwrap_or_default();
    assert!(host.starts_with(&format!("{}.", call.service.name())));
    assert!(
        [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"]
            .iter()
            .any(|end| host.ends_with(end))
    );

    match call.service {
        RelayedService::CodeCommit => {
            assert_eq!(target, format!("CodeCommit_20150413.{}", request.action));
        }
        RelayedService::Iam | RelayedService::Sts => {
            assert!(target.is_empty());
            assert_eq!(actions(body), [request.action]);
        }
    }
}

/// The values of every parameter that any parser could take for `Action`: whatever it separates parameters with, decodes
/// and trims, and however it compares names.
fn actions(body: &str) -> Vec<&str> {
    body.split(['&', ';', '\r', '\n', '\0', '?', '#'])
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, _)| {
            let decoded: String = form_urlencoded::parse(name.as_bytes())
                .map(|(name, _)| name.into_owned())
                .collect();
            decoded
                .trim_matches(|c: char| !c.is_ascii_alphanumeric())
                .eq_ignore_ascii_case("action")
        })
        .map(|(_, value)| value)
        .collect()
}
