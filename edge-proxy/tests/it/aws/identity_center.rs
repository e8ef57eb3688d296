//! IAM Identity Center: what it is asked, by AWS's API models, and what its answers mean.

use crate::support::{ACCESS_KEY_ID, KEYS, NOW, SECRET, TOKEN, at, config, merged};
use edge_proxy::aws::identity_center::{
    Account, DeviceAuthorization, Poll, PortalToken, RegisteredClient, ServiceRequest, TokenGrant,
    accounts, explain, poll_answer, refresh_answer, role_credentials, role_names,
};
use edge_proxy::config::IdentityCenter;
use edge_proxy::session::PortalAccess;
use edge_proxy::util::Secret;
use edge_proxy::{Config, Error};
use proptest::prelude::*;
use serde_json::{Value, json};
use signer_wasm::Region;
use url::Url;

const START_URL: &str = "https://d-1234567890.awsapps.com/start";
const CANARY: &str = "Zq7Xk9VwJ3";

fn center(region: &str) -> IdentityCenter {
    IdentityCenter {
        start_url: START_URL.to_owned(),
        region: Region::parse(region).unwrap(),
    }
}

fn edge() -> Config {
    config(json!({ "SESSION_KEYS": KEYS }))
}

fn client() -> RegisteredClient {
    RegisteredClient {
        id: "client-id".to_owned(),
        secret: Secret::new("client-secret"),
        expires_at: at(NOW + 86_400),
    }
}

fn access(role_name: &str) -> PortalAccess {
    PortalAccess {
        token: Secret::new("portal-token"),
        account_id: "123456789012".to_owned(),
        role_name: role_name.to_owned(),
    }
}

fn bytes(value: Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

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
fn the_oidc_service_is_asked_as_its_model_says() {
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
fn the_portal_is_asked_with_the_persons_token_in_a_header_alone() {
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
fn services_are_in_the_partition_of_their_region_or_where_the_operator_says() {
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
    fn whatever_is_asked_for_stays_one_parameter(page: String, account: String, role: String) {
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

fn registration(changes: Value) -> Vec<u8> {
    let good = json!({
        "clientId": "id", "clientSecret": CANARY, "clientSecretExpiresAt": NOW + 7_776_000,
        "clientIdIssuedAt": NOW,
    });
    bytes(merged(good, changes))
}

fn device(changes: Value) -> Vec<u8> {
    let good = json!({
        "deviceCode": CANARY, "userCode": "WDJB-MJHT", "expiresIn": 600, "interval": 1,
        "verificationUri": "https://device.sso.eu-west-1.amazonaws.com/",
        "verificationUriComplete": "https://device.sso.eu-west-1.amazonaws.com/?user_code=WDJB-MJHT",
    });
    bytes(merged(good, changes))
}

fn portal_token(changes: Value) -> Vec<u8> {
    let good = json!({
        "accessToken": CANARY, "refreshToken": "refresh", "expiresIn": 28_800, "tokenType": "Bearer",
    });
    bytes(merged(good, changes))
}

fn credentials(changes: Value) -> Vec<u8> {
    let good = json!({
        "accessKeyId": ACCESS_KEY_ID, "secretAccessKey": SECRET, "sessionToken": TOKEN,
        "expiration": (NOW + 3600) * 1000 + 999,
    });
    bytes(json!({ "roleCredentials": merged(good, changes) }))
}

#[test]
fn the_edge_is_registered_for_as_long_as_the_answer_says() {
    let client = RegisteredClient::parse(200, &registration(json!({}))).unwrap();
    assert_eq!((client.id.as_str(), client.secret.reveal()), ("id", CANARY));
    assert_eq!(client.expires_at, at(NOW + 7_776_000));
    assert!(!format!("{client:?}").contains(CANARY));
}

#[test]
fn a_device_flow_is_started() {
    let started = DeviceAuthorization::parse(200, &device(json!({}))).unwrap();
    assert_eq!(started.device_code.reveal(), CANARY);
    assert_eq!(started.user_code, "WDJB-MJHT");
    assert!(started.verification_uri.ends_with("?user_code=WDJB-MJHT"));
    assert_eq!(started.interval, 1);
    assert!(!format!("{started:?}").contains(CANARY));

    for complete in [json!(null), json!(""), json!(1)] {
        let changes = json!({ "verificationUriComplete": complete });
        let started = DeviceAuthorization::parse(200, &device(changes)).unwrap();
        assert!(started.verification_uri.ends_with("amazonaws.com/"));
    }
    for (interval, seconds) in [
        (json!(null), 5),
        (json!("3"), 5),
        (json!(-1), 5),
        (json!(0), 1),
        (json!(61), 60),
        (json!(u64::MAX), 60),
    ] {
        let started = DeviceAuthorization::parse(200, &device(json!({ "interval": interval })));
        assert_eq!(started.unwrap().interval, seconds, "{interval}");
    }
}

#[test]
fn a_start_url_that_is_not_known_is_the_operators_to_mend() {
    let body = bytes(json!({ "error": "invalid_request" }));
    let error = DeviceAuthorization::parse(400, &body).unwrap_err();
    assert_eq!(error.code(), "misconfigured");
    assert!(
        error
            .detail()
            .unwrap()
            .contains("IDENTITY_CENTER.start_url")
    );
}

#[test]
fn a_device_flow_is_approved_pending_or_over() {
    let token = PortalToken {
        access: Secret::new(CANARY),
        refresh: Some(Secret::new("refresh")),
        seconds: 28_800,
    };
    assert!(!format!("{token:?}").contains(CANARY));
    assert_eq!(
        poll_answer(200, &portal_token(json!({}))),
        Ok(Poll::Approved(token.clone()))
    );
    assert_eq!(
        refresh_answer(200, &portal_token(json!({}))),
        Ok(Some(token.clone()))
    );
    for refresh in [json!(null), json!(""), json!(7)] {
        let body = portal_token(json!({ "refreshToken": refresh }));
        let token = PortalToken {
            refresh: None,
            ..token.clone()
        };
        assert_eq!(poll_answer(200, &body), Ok(Poll::Approved(token)));
    }
    for (error, expected) in [
        ("authorization_pending", Poll::Pending),
        ("slow_down", Poll::SlowDown),
        ("expired_token", Poll::Over),
        ("access_denied", Poll::Over),
        ("invalid_grant", Poll::Over),
    ] {
        let body = bytes(json!({ "error": error, "error_description": "x" }));
        assert_eq!(poll_answer(400, &body), Ok(expected), "{error}");
    }
}

#[test]
fn a_refresh_token_that_is_not_taken_ends_the_sign_in() {
    for (status, body) in [
        (400, bytes(json!({ "error": "invalid_grant" }))),
        (400, b"<html>".to_vec()),
        (401, bytes(json!({ "error": "invalid_client" }))),
        (401, Vec::new()),
    ] {
        assert_eq!(refresh_answer(status, &body), Ok(None));
    }
}

#[test]
fn accounts_and_roles_come_in_pages() {
    let body = bytes(json!({
        "nextToken": "next",
        "accountList": [
            { "accountId": "123456789012", "accountName": "Payments", "emailAddress": "pay@example.com" },
            { "accountId": "123456789013" },
            { "accountName": "without an id" },
            { "accountId": 1 },
            null,
            "123456789014",
        ],
    }));
    let account = |id: &str, name: &str, email: &str| Account {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
    };
    let (found, next) = accounts(200, &body).unwrap();
    assert_eq!(
        found,
        [
            account("123456789012", "Payments", "pay@example.com"),
            account("123456789013", "", ""),
        ]
    );
    assert_eq!(next.as_deref(), Some("next"));

    let body = bytes(json!({
        "roleList": [{ "roleName": "Developer", "accountId": "1" }, { "roleName": "Ops" }, {}, [], { "roleName": null }],
        "nextToken": "next",
    }));
    let (names, next) = role_names(200, &body).unwrap();
    assert_eq!(names, ["Developer", "Ops"]);
    assert_eq!(next.as_deref(), Some("next"));

    for body in [
        json!({}),
        json!({ "accountList": null, "roleList": null, "nextToken": null }),
        json!({ "accountList": {}, "roleList": "x", "nextToken": "" }),
        json!({ "accountList": [], "roleList": [], "nextToken": 7 }),
    ] {
        assert_eq!(accounts(200, &bytes(body.clone())), Ok((Vec::new(), None)));
        assert_eq!(role_names(200, &bytes(body)), Ok((Vec::new(), None)));
    }
}

#[test]
fn a_roles_credentials_end_by_milliseconds() {
    let found = role_credentials(200, &credentials(json!({}))).unwrap();
    assert_eq!(found.access_key_id(), ACCESS_KEY_ID);
    assert_eq!(found.secret_access_key(), SECRET);
    assert_eq!(found.session_token(), Some(TOKEN));
    assert_eq!(found.expiration(), Some(at(NOW + 3600)));
}

/// What nothing can be made of: the edge asks again, the log says what, and nobody is shown a secret.
#[track_caller]
fn assert_unreadable<T>(parsed: Result<T, Error>) {
    match parsed.map(drop).unwrap_err() {
        Error::UpstreamUnreachable { detail, .. } => {
            assert!(detail.contains("cannot be read"), "{detail}");
            assert!(!detail.contains(CANARY));
        }
        error => panic!("{error:?}"),
    }
}

#[test]
fn an_answer_without_what_it_has_to_have_is_none() {
    for value in [json!(null), json!(""), json!(7), json!([CANARY])] {
        for name in ["clientId", "clientSecret"] {
            let body = registration(json!({ name: value }));
            assert_unreadable(RegisteredClient::parse(200, &body));
        }
        for name in ["deviceCode", "userCode"] {
            let body = device(json!({ name: value }));
            assert_unreadable(DeviceAuthorization::parse(200, &body));
        }
        let body = device(json!({ "verificationUri": value, "verificationUriComplete": value }));
        assert_unreadable(DeviceAuthorization::parse(200, &body));
        let body = portal_token(json!({ "accessToken": value }));
        assert_unreadable(poll_answer(200, &body));
        assert_unreadable(refresh_answer(200, &body));
        for name in ["accessKeyId", "secretAccessKey"] {
            assert_unreadable(role_credentials(200, &credentials(json!({ name: value }))));
        }
    }
    assert_unreadable(role_credentials(
        200,
        &credentials(json!({ "sessionToken": null })),
    ));
    for seconds in [json!(null), json!("1"), json!(-1), json!(1.5), json!([])] {
        let body = registration(json!({ "clientSecretExpiresAt": seconds }));
        assert_unreadable(RegisteredClient::parse(200, &body));
        let body = portal_token(json!({ "expiresIn": seconds }));
        assert_unreadable(poll_answer(200, &body));
        let body = credentials(json!({ "expiration": seconds }));
        assert_unreadable(role_credentials(200, &body));
    }
    // After the year 9999.
    let body = registration(json!({ "clientSecretExpiresAt": u64::MAX }));
    assert_unreadable(RegisteredClient::parse(200, &body));
    assert_unreadable(role_credentials(
        200,
        &credentials(json!({ "expiration": u64::MAX })),
    ));
    assert_unreadable(role_credentials(
        200,
        &credentials(json!({ "secretAccessKey": "a b" })),
    ));
    for body in [
        json!({}),
        json!({ "roleCredentials": null }),
        json!({ "roleCredentials": [] }),
    ] {
        assert_unreadable(role_credentials(200, &bytes(body)));
    }
}

/// A line break in a token would begin another header with it.
#[test]
fn no_answer_brings_what_has_no_place_in_a_header() {
    for value in [
        "token\nx-evil: 1",
        "token\r\n",
        "to ken",
        "tok\u{202e}en",
        "\0",
    ] {
        for name in ["accessToken", "refreshToken"] {
            let body = portal_token(json!({ name: value }));
            if let Ok(Poll::Approved(token)) = poll_answer(200, &body) {
                assert_eq!((name, token.refresh), ("refreshToken", None), "{value:?}");
            }
        }
        for name in ["clientId", "clientSecret"] {
            let body = registration(json!({ name: value }));
            assert_unreadable(RegisteredClient::parse(200, &body));
        }
        for name in ["deviceCode", "userCode"] {
            let body = device(json!({ name: value }));
            assert_unreadable(DeviceAuthorization::parse(200, &body));
        }
    }
}

type Parses = fn(u16, &[u8]) -> Result<(), Error>;

/// Every parser of an answer, by what it says of one.
fn parsers() -> [Parses; 7] {
    [
        |status, body| RegisteredClient::parse(status, body).map(drop),
        |status, body| DeviceAuthorization::parse(status, body).map(drop),
        |status, body| poll_answer(status, body).map(drop),
        |status, body| refresh_answer(status, body).map(drop),
        |status, body| accounts(status, body).map(drop),
        |status, body| role_names(status, body).map(drop),
        |status, body| role_credentials(status, body).map(drop),
    ]
}

#[test]
fn what_is_no_json_object_is_no_answer() {
    for body in [
        &b""[..],
        b"null",
        b"[]",
        b"\"text\"",
        b"<html><body>502</body></html>",
        b"{",
        b"{\"accessToken\":\"a\",\"accessToken\":\"b\"}",
        b"\xff\xfe",
        b"{} {}",
    ] {
        for parse in parsers() {
            assert_unreadable(parse(200, body));
        }
    }
    let deep = [b"{\"a\":".to_vec(), b"[".repeat(100_000)].concat();
    for parse in parsers() {
        assert_unreadable(parse(200, &deep));
    }
}

#[test]
fn a_refusal_of_the_portals_says_what_to_do() {
    for (status, code, said) in [
        (401, "credentials_expired", "Sign in again"),
        (403, "access_denied", "does not give you this role"),
        (404, "access_denied", "does not give you this role"),
        (429, "throttled", "IAM Identity Center asks for fewer"),
        (500, "upstream_unreachable", "IAM Identity Center could not"),
        (503, "upstream_unreachable", "IAM Identity Center could not"),
        (302, "upstream_unreachable", "IAM Identity Center could not"),
    ] {
        let error = explain(status);
        assert_eq!(error.code(), code, "{status}");
        assert!(error.public_message().contains(said));
        let body = bytes(json!({ "message": CANARY }));
        assert_eq!(accounts(status, &body), Err(error.clone()));
        assert_eq!(role_names(status, &body), Err(error.clone()));
        assert_eq!(role_credentials(status, &body), Err(error));
    }
}

#[test]
fn what_the_edge_has_asked_wrongly_is_not_the_callers_to_mend() {
    for status in [400, 401] {
        for (body, named) in [
            (
                bytes(json!({ "error": "invalid_client" })),
                "invalid_client",
            ),
            (bytes(json!({ "error": format!("{CANARY} <x>") })), ""),
            (bytes(json!({ "error": 7 })), ""),
            (bytes(json!({ "error": "e".repeat(65) })), ""),
            (b"<html>".to_vec(), ""),
        ] {
            for parse in [parsers()[0], parsers()[2]] {
                let Err(Error::UpstreamUnreachable { detail, .. }) = parse(status, &body) else {
                    panic!("{status}");
                };
                assert_eq!(
                    detail,
                    format!("IAM Identity Center answered {status}: {named}")
                );
            }
        }
    }
    for parse in &parsers()[..4] {
        for status in [403, 404, 429, 500, 503] {
            assert_eq!(parse(status, b"{}"), Err(explain(status)));
        }
    }
}

proptest! {
    #[test]
    fn no_answer_makes_a_parser_panic(
        status in prop::sample::select(vec![200_u16, 400, 401, 403, 429, 500, 0, 999]),
        body: Vec<u8>,
        members in prop::collection::btree_map(
            "(accessToken|refreshToken|expiresIn|clientId|clientSecret|clientSecretExpiresAt|deviceCode|userCode|interval|accountList|roleList|roleCredentials|nextToken|error)",
            prop_oneof![Just(json!(null)), any::<u64>().prop_map(Value::from), any::<String>().prop_map(Value::from), Just(json!([{}, [], 1]))],
            0..8,
        ),
    ) {
        let members = bytes(json!(members));
        for parse in parsers() {
            for body in [&body, &members] {
                let parsed = parse(status, body);
                prop_assert!(status < 500 || parsed.is_err());
            }
        }
    }
}
