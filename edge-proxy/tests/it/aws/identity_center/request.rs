//! Requests.

use super::{START_URL, access, center, client, edge};
use crate::support::{KEYS, config};
use edge_proxy::aws::identity_center::{ServiceRequest, TokenGrant};
use edge_proxy::session::PortalAccess;
use edge_proxy::util::Secret;
use edge_proxy::{Config, Error};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

/// Every request, in one region.
fn requests(region: &str, config: &Config) -> Vec<Result<ServiceRequest, Error>> {
    let (center, client) = (center(region), client());
    let (code, token) = (Secret::new("device-code"), Secret::new("token"));
    vec![
        ServiceRequest::register(&center, config),
        ServiceRequest::start_device_authorization(&center, config, &client),
        ServiceRequest::create_token(&center, config, &client, TokenGrant::DeviceCode(&code)),
        ServiceRequest::create_token(&center, config, &client, TokenGrant::RefreshToken(&token)),
        ServiceRequest::list_accounts(&center, config, &token, None),
        ServiceRequest::list_account_roles(&center, config, &token, "123456789012", None),
        ServiceRequest::role_credentials(&center, config, &access("Developer")),
    ]
}

#[test]
fn sends_the_oidc_requests_of_the_api_model() {
    let bodies = [
        (
            "/client/register",
            json!({
                "clientName": "codecommit-edge", "clientType": "public", "scopes": ["sso:account:access"],
            }),
        ),
        (
            "/device_authorization",
            json!({
                "clientId": "client-id", "clientSecret": "client-secret", "startUrl": START_URL,
            }),
        ),
        (
            "/token",
            json!({
                "clientId": "client-id", "clientSecret": "client-secret", "deviceCode": "device-code",
                "grantType": "urn:ietf:params:oauth:grant-type:device_code",
            }),
        ),
        (
            "/token",
            json!({
                "clientId": "client-id", "clientSecret": "client-secret", "refreshToken": "token",
                "grantType": "refresh_token",
            }),
        ),
    ];
    for (request, (path, body)) in requests("eu-west-1", &edge()).into_iter().zip(bodies) {
        let request = request.unwrap();
        assert_eq!(
            request.url,
            format!("https://oidc.eu-west-1.amazonaws.com{path}")
        );
        assert_eq!(
            request.headers.as_str(),
            "content-type\napplication/json\naccept\napplication/json\n"
        );
        let sent: Value = serde_json::from_str(request.body.as_ref().unwrap()).unwrap();
        assert_eq!(sent, body);
    }
}

#[test]
fn sends_the_users_token_to_the_portal_only_in_a_header() {
    let urls = [
        "/assignment/accounts?max_result=100",
        "/assignment/roles?max_result=100&account_id=123456789012",
        "/federation/credentials?role_name=Developer&account_id=123456789012",
    ];
    let tokens = ["token", "token", "portal-token"];
    let requests = requests("eu-west-1", &edge()).into_iter().skip(4);
    for ((request, url), token) in requests.zip(urls).zip(tokens) {
        let request = request.unwrap();
        assert_eq!(
            request.url,
            format!("https://portal.sso.eu-west-1.amazonaws.com{url}")
        );
        assert_eq!(
            request.headers.as_str(),
            format!("x-amz-sso_bearer_token\n{token}\naccept\napplication/json\n")
        );
        assert_eq!(request.body, None);
    }
}

#[test]
fn uses_the_hosts_of_the_partition_or_the_configured_endpoints() {
    for (region, suffix) in [
        ("us-east-1", "us-east-1.amazonaws.com"),
        ("us-gov-west-1", "us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", "eusc-de-east-1.amazonaws.eu"),
    ] {
        for (index, request) in requests(region, &edge()).into_iter().enumerate() {
            let service = if index < 4 { "oidc" } else { "portal.sso" };
            let url = Url::parse(&request.unwrap().url).unwrap();
            assert_eq!(url.scheme(), "https");
            assert_eq!(url.host_str(), Some(&*format!("{service}.{suffix}")));
        }
    }
    for request in requests("us-iso-east-1", &edge()) {
        let error = request.map(drop).unwrap_err();
        assert_eq!(error.code(), "misconfigured");
        assert!(error.detail().unwrap().contains("us-iso-east-1"));
        assert!(!error.public_message().contains("iso"));
    }

    let elsewhere = config(json!({
        "SESSION_KEYS": KEYS,
        "AWS_ENDPOINT_URL_SSO": "http://127.0.0.1:4001/",
        "AWS_ENDPOINT_URL_SSO_OIDC": "http://127.0.0.1:4002",
    }));
    let requests = requests("us-iso-east-1", &elsewhere);
    for (index, request) in requests.into_iter().enumerate() {
        let origin = ["http://127.0.0.1:4002/", "http://127.0.0.1:4001/"][usize::from(index > 3)];
        assert!(request.unwrap().url.starts_with(origin));
    }
}

proptest! {
    #[test]
    fn encodes_any_value_as_one_parameter(page: String, account: String, role: String) {
        let (center, config, token) = (center("eu-west-1"), edge(), Secret::new("token"));
        let pairs = |request: Result<ServiceRequest, Error>| {
            let url = Url::parse(&request.unwrap().url).unwrap();
            assert_eq!(url.host_str(), Some("portal.sso.eu-west-1.amazonaws.com"));
            url.query_pairs().into_owned().collect::<Vec<_>>()
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        prop_assert_eq!(
            pairs(ServiceRequest::list_accounts(&center, &config, &token, Some(&page))),
            [pair("max_result", "100"), pair("next_token", &page)]
        );
        prop_assert_eq!(
            pairs(ServiceRequest::list_account_roles(&center, &config, &token, &account, Some(&page))),
            [pair("max_result", "100"), pair("account_id", &account), pair("next_token", &page)]
        );
        let access = PortalAccess { account_id: account.clone(), ..access(&role) };
        prop_assert_eq!(
            pairs(ServiceRequest::role_credentials(&center, &config, &access)),
            [pair("role_name", &role), pair("account_id", &account)]
        );
    }
}
