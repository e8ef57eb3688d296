//! `/oauth/authorize`: where a git client's sign-in begins, and how a user chooses a provider.

use super::{
    assert_problem, authorize, device_code, edge, edge_with_three_providers, request, step,
};
use crate::support::{EDGE, answer, center, config, header, login, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::oauth::{LoginRoute, Purpose};
use edge_proxy::plan::LoginStep;
use edge_proxy::plan::oauth::SignInAt;
use serde_json::json;
use url::Url;

#[test]
fn accepts_gitea_addresses_when_compatibility_is_on() {
    let compatible = config(login(json!({ "GITEA_COMPATIBILITY": true })));
    let address = authorize(&[("client_id", "e90ee53c-94e2-48ac-9358-a874fb9e0662")]);
    let address = address.replace("/oauth/", "/login/oauth/");
    assert!(matches!(
        step(&compatible, "GET", &address),
        LoginStep::Begin { .. }
    ));
    assert!(matches!(
        step(&compatible, "POST", "/login/oauth/access_token"),
        LoginStep::Form(LoginRoute::Token)
    ));
}

#[test]
fn begins_at_the_only_provider() {
    let center =
        config(json!({ "IDENTITY_CENTER": center(), "SESSION_KEYS": crate::support::KEYS }));
    for (config, expected) in [
        (edge(), SignInAt::Provider("company".to_owned())),
        (center, SignInAt::IdentityCenter),
    ] {
        let address = authorize(&[("state", "s"), ("scope", "profile:pay read")]);
        let LoginStep::Begin { purpose, at } = step(&config, "GET", &address) else {
            panic!("does not begin");
        };
        assert_eq!(at, expected);
        let Purpose::Helper(client) = &purpose else {
            panic!("{purpose:?}");
        };
        assert_eq!(client.redirect_uri.as_str(), "http://127.0.0.1:51000/");
        assert_eq!(client.state.as_deref(), Some("s"));
        assert_eq!(purpose.client_id(), "git");
        assert_eq!(purpose.scope().text(), "profile:pay read");
    }
}

#[test]
fn begins_at_the_requested_provider() {
    for (name, expected) in [
        ("company", SignInAt::Provider("company".to_owned())),
        ("other-one", SignInAt::Provider("other-one".to_owned())),
        ("identity-center", SignInAt::IdentityCenter),
    ] {
        let address = authorize(&[("provider", name)]);
        match step(&edge_with_three_providers(), "GET", &address) {
            LoginStep::Begin { at, .. } => assert_eq!(at, expected),
            _ => panic!("does not begin"),
        }
    }
    for name in ["Company", "identity-center", "unknown"] {
        let refusal = answer(request(&edge(), "GET", &authorize(&[("provider", name)])));
        assert_problem(
            &refusal,
            400,
            "bad_request",
            "no identity provider of this name",
        );
    }
}

/// The links of a page, resolved as a browser resolves them.
fn links(answer: &EdgeResponse) -> Vec<String> {
    text(answer)
        .split("<a href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .map(|href| Url::parse(EDGE).unwrap().join(&href).unwrap())
        .map(|url| format!("{}?{}", url.path(), url.query().unwrap_or_default()))
        .collect()
}

#[test]
fn offers_a_choice_of_several_providers() {
    for address in [
        authorize(&[("state", "a b&c=d#e\"<'"), ("scope", "read")]),
        format!("/device/sign-in?user_code={}", device_code()),
    ] {
        assert_choice(&address);
    }
}

#[test]
fn keeps_the_query_in_the_links_of_the_choice() {
    assert_choice(&authorize(&[("provider", "")]));
    // Browsers send a backslash in a query unescaped.
    assert_choice(&format!("{}&state=a\\b", authorize(&[])));
    assert_choice(&format!(
        "/device/sign-in?user_code={}&provider=",
        device_code()
    ));
}

#[track_caller]
fn assert_choice(address: &str) {
    let config = edge_with_three_providers();
    let page = answer(request(&config, "GET", address));
    assert_eq!((page.status, page.code), (200, None));
    assert!(text(&page).contains("Sign in to edge.example.com"));
    for label in ["company", "other-one", "IAM Identity Center"] {
        assert!(text(&page).contains(&format!("<b>{label}</b>")));
    }
    let links = links(&page);
    assert_eq!(links.len(), 3, "{}", text(&page));
    let chosen = [
        SignInAt::Provider("company".to_owned()),
        SignInAt::Provider("other-one".to_owned()),
        SignInAt::IdentityCenter,
    ];
    for (link, chosen) in links.iter().zip(chosen) {
        let state = |address: &str| {
            let url = Url::parse(EDGE).unwrap().join(address).unwrap();
            let pairs = url.query_pairs().into_owned();
            pairs
                .filter(|(name, _)| name == "state" || name == "scope")
                .collect::<Vec<_>>()
        };
        match step(&config, "GET", link) {
            LoginStep::Begin { purpose, at } => {
                assert_eq!(at, chosen);
                assert_eq!(purpose.client_id(), "git");
                assert_eq!(state(link), state(address));
            }
            LoginStep::BeginForDevice { code, at } => {
                assert_eq!((at, code), (chosen, device_code()));
            }
            _ => panic!("does not begin"),
        }
    }
}

#[test]
fn redirects_errors_to_the_client_only_when_its_redirect_uri_is_valid() {
    let redirect = answer(request(&edge(), "GET", &authorize(&[("scope", "admin")])));
    assert_eq!((redirect.status, redirect.code), (303, None));
    let location = header(&redirect, "location").unwrap();
    assert!(
        location.starts_with("http://127.0.0.1:51000/?error=invalid_scope&"),
        "{location}"
    );
    assert_eq!(header(&redirect, "cache-control"), Some("no-store"));
    assert_eq!(header(&redirect, "referrer-policy"), Some("no-referrer"));

    for (change, said) in [
        (
            ("redirect_uri", "https://evil.example/"),
            "The redirect_uri",
        ),
        (("client_id", "evil"), "does not know the client"),
    ] {
        let refusal = answer(request(&edge(), "GET", &authorize(&[change])));
        assert_problem(&refusal, 400, "bad_request", said);
        assert_eq!(header(&refusal, "location"), None);
        assert!(!text(&refusal).contains("evil"));
    }
}
