//! `GET /session/repositories`.

mod listing;
mod refusals;

use crate::support::{
    ACCESS_KEY_ID, EDGE, ROLE, SECRET, TOKEN, assumed, basic, bearer, config, federated, head,
    header, merged, needing_credentials, now, text, token, vouching,
};
use edge_proxy::auth::credential_request::CredentialSource;
use edge_proxy::aws::ApiRequest;
use edge_proxy::http::Cors;
use edge_proxy::plan::repositories::Listing;
use edge_proxy::plan::{Planned, ResolvedCredentials};
use edge_proxy::{Config, Error, Plan, plan};
use serde_json::{Value, json};
use signer_wasm::Credentials;

fn asked(config: &Config, query: &str, authorization: &str) -> Planned {
    let url = format!("{EDGE}/session/repositories{query}");
    plan(
        config,
        &head("GET", &url).with("authorization", authorization),
        now(),
    )
}

fn with_keys() -> String {
    basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}"))
}

fn edge(changes: Value) -> Config {
    config(merged(
        federated(json!({ "ACCEPT_ACCESS_KEYS": true })),
        changes,
    ))
}

#[track_caller]
fn listing(config: &Config, query: &str) -> Listing {
    match asked(config, query, &with_keys()).plan {
        Plan::ListRepositories(listing) => *listing,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        _ => panic!("lists nothing"),
    }
}

fn value(request: &ApiRequest, name: &str) -> Option<String> {
    let mut lines = request.headers.lines();
    while let (Some(known), Some(value)) = (lines.next(), lines.next()) {
        if known == name {
            return Some(value.to_owned());
        }
    }
    None
}

/// What the next request asks for: the action, and its input.
fn question(listing: &Listing, config: &Config) -> Option<(String, Value)> {
    let request = listing.request(config, now()).unwrap()?;
    let target = value(&request, "x-amz-target").unwrap();
    let action = target.strip_prefix("CodeCommit_20150413.").unwrap();
    Some((
        action.to_owned(),
        serde_json::from_str(&request.body).unwrap(),
    ))
}

fn receive(listing: &mut Listing, config: &Config, status: u16, body: &Value) -> Result<(), Error> {
    listing.receive(Ok((status, body.to_string().into_bytes())), config, now())
}

fn page(names: &[&str], next: Option<&str>) -> Value {
    let repositories: Vec<Value> = names
        .iter()
        .map(|name| json!({ "repositoryId": "1", "repositoryName": name }))
        .collect();
    merged(
        json!({ "repositories": repositories }),
        json!({ "nextToken": next }),
    )
}

fn result(listing: &Listing) -> Value {
    let response = listing.response(&Cors::NONE);
    assert_eq!(response.status, 200);
    assert_eq!(header(&response, "cache-control"), Some("no-store"));
    serde_json::from_slice(&response.body).unwrap()
}

#[test]
fn asks_with_the_role_narrowed_to_the_list() {
    let policy = |profile: Value, query: &str| {
        let profile = merged(json!({ "role_arn": ROLE }), profile);
        let config = edge(json!({ "PROFILES": { "pay": profile } }));
        let planned = asked(&config, query, &bearer(&token(json!({}))));
        assert_eq!(
            (planned.log.route, planned.log.service, planned.log.action),
            ("repositories", Some("codecommit"), Some("ListRepositories"))
        );
        assert_eq!(planned.log.region.as_deref(), Some("eu-west-3"));
        let assumed = assumed(&needing_credentials(planned), &config);
        assert_eq!(assumed.region.as_str(), "eu-west-3");
        assumed.policy
    };
    for query in ["?region=eu-west-3", "?profile=pay&region=eu-west-3"] {
        assert_eq!(
            policy(json!({}), query).as_deref(),
            Some(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["codecommit:BatchGetRepositories"],"Resource":["arn:aws:codecommit:eu-west-3:123456789012:*"]},{"Effect":"Allow","Action":["codecommit:ListRepositories"],"Resource":["*"]}]}"#
            )
        );
    }
    let query = "?region=eu-west-3";
    let narrow = policy(
        json!({ "repositories": ["pay-*", "app"], "regions": ["eu-west-3", "eu-west-1"], "access": "read" }),
        query,
    );
    assert!(narrow.unwrap().contains(
        r#"["arn:aws:codecommit:eu-west-3:123456789012:pay-*","arn:aws:codecommit:eu-west-3:123456789012:app"]"#
    ));
    let many: Vec<String> = (0..60)
        .map(|it| format!("repository-number-{it:03}"))
        .collect();
    let wide = policy(json!({ "repositories": many }), query).unwrap();
    assert!(
        wide.len() <= 2048 && wide.contains(r#"["arn:aws:codecommit:eu-west-3:123456789012:*"]"#)
    );
    assert_eq!(policy(json!({ "session_policy": "none" }), query), None);
}

#[test]
fn signs_its_requests_for_codecommits_api() {
    let config = edge(json!({ "AWS_ENDPOINT_URL_CODECOMMIT": null }));
    let request = listing(&config, "?region=eu-west-1").request(&config, now());
    let request = request.unwrap().unwrap();
    assert_eq!(request.url, "https://codecommit.eu-west-1.amazonaws.com/");
    assert_eq!(
        request.body,
        r#"{"order":"ascending","sortBy":"repositoryName"}"#
    );
    assert_eq!(
        value(&request, "content-type").as_deref(),
        Some("application/x-amz-json-1.1")
    );
    assert_eq!(
        value(&request, "x-amz-security-token").as_deref(),
        Some(TOKEN)
    );
    let authorization = value(&request, "authorization").unwrap();
    assert!(authorization.contains(&format!(
        "Credential={ACCESS_KEY_ID}/20261123/eu-west-1/codecommit/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
    )));
    assert_eq!(value(&request, "x-forwarded-host"), None);

    let config = edge(json!({ "AWS_ENDPOINT_URL_CODECOMMIT": "http://127.0.0.1:4566" }));
    let request = listing(&config, "?region=cn-north-1").request(&config, now());
    let request = request.unwrap().unwrap();
    assert_eq!(request.url, "http://127.0.0.1:4566/");
    assert_eq!(
        value(&request, "x-forwarded-host").as_deref(),
        Some("codecommit.cn-north-1.amazonaws.com.cn")
    );
}

#[test]
fn uses_the_default_region_without_one() {
    let config = edge(json!({ "DEFAULT_REGION": "eu-west-3" }));
    let planned = asked(&config, "", &bearer(&token(json!({}))));
    assert_eq!(planned.log.region.as_deref(), Some("eu-west-3"));
}

#[test]
fn asks_with_the_first_profile_of_the_rules_that_has_the_region() {
    let mut vars = vouching(json!({ "regions": ["us-east-1"] }));
    vars["PROFILES"]["eu"] =
        json!({ "role_arn": ROLE, "assume_with": "edge_keys", "regions": ["eu-west-1"] });
    vars["IDENTITY_PROVIDERS"]["company"]["rules"] =
        json!([{ "profile": "pay" }, { "profile": "eu" }]);
    let config = config(vars);
    let token = bearer(&token(json!({})));
    for (query, expected) in [
        ("?region=us-east-1", Some("pay")),
        ("?region=eu-west-1", Some("eu")),
        ("?region=eu-west-3", None),
        ("?region=us-east-1&profile=pay", Some("pay")),
    ] {
        let request = needing_credentials(asked(&config, query, &token));
        let granted = match request.source(&config) {
            Ok(CredentialSource::Sts { grant, .. }) => Some(grant.name),
            _ => None,
        };
        assert_eq!(granted, expected, "{query}");
    }
}

#[test]
fn lists_for_the_profile_that_a_rule_grants() {
    let config = config(vouching(json!({ "repositories": ["app"] })));
    let url = format!("{EDGE}/session/repositories?region=eu-west-1");
    let authorization = bearer(&token(json!({})));
    let request = head("GET", &url).with("authorization", &authorization);
    let credential_request = needing_credentials(plan(&config, &request, now()));
    let resolved = ResolvedCredentials {
        credentials: Credentials::new(ACCESS_KEY_ID, SECRET, Some(TOKEN), None).unwrap(),
        account: None,
        read_only: true,
        profile: Some("pay".to_owned()),
        identity: None,
        id: None,
    };
    let planned = credential_request.proceed(&resolved, &request, &config, now());
    let Ok(Plan::ListRepositories(mut list)) = planned else {
        panic!("lists nothing");
    };
    receive(&mut list, &config, 200, &page(&["app", "other"], None)).unwrap();
    let listed = result(&list);
    assert_eq!(listed["profile"], "pay");
    assert_eq!(listed["repositories"], json!([{ "name": "app" }]));

    // The profile has gone while the edge waited: nothing is listed.
    let planned = credential_request.proceed(&resolved, &request, &config, now());
    let Ok(Plan::ListRepositories(mut list)) = planned else {
        panic!("lists nothing");
    };
    receive(&mut list, &Config::default(), 200, &page(&["app"], None)).unwrap();
    assert_eq!(question(&list, &config), None);
}
