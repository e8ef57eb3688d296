//! What becomes of each request of who signs in, by its head alone.

use crate::support::{EDGE, answer, center, config, head, header, login, merged, now, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::oauth::{LoginRoute, PortalAddress, Purpose, UserCode};
use edge_proxy::plan::LoginStep;
use edge_proxy::plan::oauth::SignInAt;
use edge_proxy::{Config, Plan, Planned, plan};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

const FORM: &str = "application/x-www-form-urlencoded";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The addresses, how each is asked, and whether it is for people.
const ADDRESSES: [(&str, &str, bool); 13] = [
    ("/.well-known/oauth-authorization-server", "GET", false),
    ("/assets/edge.css", "GET", false),
    ("/device", "GET", true),
    ("/device/sign-in", "GET", true),
    ("/oauth/authorize", "GET", true),
    ("/oauth/callback/company", "GET", true),
    ("/oauth/decision", "POST", true),
    ("/oauth/device_authorization", "POST", false),
    ("/oauth/identity-center", "GET", true),
    ("/oauth/revoke", "POST", false),
    ("/oauth/token", "POST", false),
    ("/setup", "GET", true),
    ("/setup.gitconfig", "GET", false),
];

/// An edge with one provider.
fn edge() -> Config {
    config(login(json!({})))
}

/// An edge with two providers and IAM Identity Center.
fn with_three() -> Config {
    let mut vars = login(json!({ "IDENTITY_CENTER": center() }));
    vars["IDENTITY_PROVIDERS"]["other-one"] = json!({ "issuer": "https://other.example.com", "client_id": "edge", "rules": [{ "profile": "pay" }] });
    config(vars)
}

fn asked(config: &Config, method: &str, address: &str) -> Planned {
    let url = format!("{EDGE}{address}");
    plan(
        config,
        &head(method, &url).with("content-type", FORM),
        now(),
    )
}

#[track_caller]
fn step(config: &Config, method: &str, address: &str) -> LoginStep {
    match asked(config, method, address).plan {
        Plan::Login(step) => step,
        Plan::Respond(answer) => panic!("{}: {}", answer.status, text(&answer)),
        _ => panic!("signs nobody in"),
    }
}

fn authorize(changes: &[(&str, &str)]) -> String {
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", "git"),
        ("redirect_uri", "http://127.0.0.1:51000/"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/oauth/authorize?{query}")
}

/// Every page keeps to itself, and a refusal has its code where programs and people look.
#[track_caller]
fn assert_problem(answer: &EdgeResponse, status: u16, code: &str, said: &str) {
    assert_eq!((answer.status, answer.code), (status, Some(code)));
    assert_eq!(
        header(answer, "content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(header(answer, "x-codecommit-edge-code"), Some(code));
    assert_eq!(header(answer, "cache-control"), Some("no-store"));
    let page = text(answer);
    assert!(page.contains(&format!("<code>{code}</code>")), "{page}");
    assert!(page.contains("<code>request-1</code>"), "{page}");
    assert!(page.contains(said), "{page}");
}

#[test]
fn each_address_takes_its_method_alone() {
    for (address, method, is_for_people) in ADDRESSES {
        for other in [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "get", "post", "TRACE", "",
        ] {
            let taken = other == method
                || (other, method) == ("HEAD", "GET") && (!is_for_people || address == "/setup");
            let refusal = match asked(&edge(), other, address).plan {
                Plan::Respond(answer) if answer.status == 405 => answer,
                _ => {
                    assert!(taken, "{other} {address}");
                    continue;
                }
            };
            assert!(!taken, "{other} {address}");
            assert_eq!(refusal.code, Some("method_not_allowed"));
            let allow = header(&refusal, "allow").unwrap();
            assert!(allow.starts_with(method), "{allow}");
        }
    }
}

#[test]
fn the_log_has_a_name_for_each_address() {
    let mut names = Vec::new();
    for (address, method, is_for_people) in ADDRESSES {
        let planned = asked(&edge(), method, address);
        let route = LoginRoute::parse(method, address, &edge())
            .unwrap()
            .unwrap();
        assert_eq!(planned.log.route, route.name());
        assert_eq!(route.is_for_people(), is_for_people, "{address}");
        names.push(route.name());
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), ADDRESSES.len());
}

#[test]
fn other_addresses_are_none_of_the_logins() {
    for address in [
        "/oauth",
        "/oauth/",
        "/oauth/authorize/",
        "/oauth/Authorize",
        "//oauth/authorize",
        "/oauth%2fauthorize",
        "/oauth/authorize/info/refs",
        "/device/",
        "/setup/",
        "/assets",
        "/login/oauth/authorize",
        "/login/oauth/access_token",
        "/.well-known/openid-configuration",
    ] {
        for method in ["GET", "POST"] {
            let refusal = answer(asked(&edge(), method, address));
            let expected = match address {
                "/oauth/authorize/info/refs" => (400, Some("bad_region")),
                _ => (404, Some("not_found")),
            };
            assert_eq!(
                (refusal.status, refusal.code),
                expected,
                "{method} {address}"
            );
        }
    }
}

#[test]
fn where_nobody_can_sign_in_there_is_setting_up_alone() {
    for (address, method, _) in ADDRESSES {
        let answer = answer(asked(&config(json!({})), method, address));
        match address {
            "/assets/edge.css" | "/setup" | "/setup.gitconfig" => assert_eq!(answer.status, 200),
            _ => {
                assert_eq!((answer.status, answer.code), (404, Some("not_found")));
                assert!(text(&answer).contains("Nobody can sign in"));
            }
        }
    }
}

#[test]
fn helpers_that_know_gitea_find_what_they_look_for() {
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
fn a_helper_begins_where_there_is_but_one_to_sign_in_at() {
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
fn a_provider_that_is_asked_for_is_gone_to() {
    for (name, expected) in [
        ("company", SignInAt::Provider("company".to_owned())),
        ("other-one", SignInAt::Provider("other-one".to_owned())),
        ("identity-center", SignInAt::IdentityCenter),
    ] {
        let address = authorize(&[("provider", name)]);
        match step(&with_three(), "GET", &address) {
            LoginStep::Begin { at, .. } => assert_eq!(at, expected),
            _ => panic!("does not begin"),
        }
    }
    for name in ["Company", "identity-center", "unknown"] {
        let refusal = answer(asked(&edge(), "GET", &authorize(&[("provider", name)])));
        assert_problem(&refusal, 400, "bad_request", "no such identity provider");
    }
}

/// The links of a page, as a browser follows them.
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
fn of_several_the_person_chooses_one() {
    for address in [
        authorize(&[("state", "a b&c=d#e\"<'"), ("scope", "read")]),
        format!("/device/sign-in?user_code={}", code_of_device()),
    ] {
        assert_choice(&address);
    }
}

#[test]
fn the_choice_leads_on_whatever_is_in_the_query() {
    assert_choice(&authorize(&[("provider", "")]));
    // Browsers send a backslash in a query as it is.
    assert_choice(&format!("{}&state=a\\b", authorize(&[])));
    assert_choice(&format!(
        "/device/sign-in?user_code={}&provider=",
        code_of_device()
    ));
}

#[track_caller]
fn assert_choice(address: &str) {
    let config = with_three();
    let page = answer(asked(&config, "GET", address));
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
                assert_eq!((at, code), (chosen, code_of_device()));
            }
            _ => panic!("does not begin"),
        }
    }
}

#[test]
fn what_a_helper_does_wrong_goes_back_to_it_where_that_is_safe() {
    let redirect = answer(asked(&edge(), "GET", &authorize(&[("scope", "admin")])));
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
        let refusal = answer(asked(&edge(), "GET", &authorize(&[change])));
        assert_problem(&refusal, 400, "bad_request", said);
        assert_eq!(header(&refusal, "location"), None);
        assert!(!text(&refusal).contains("evil"));
    }
}

#[test]
fn the_provider_sends_people_back_with_whatever_it_likes() {
    let LoginStep::Callback {
        provider,
        parameters,
    } = step(
        &edge(),
        "GET",
        "/oauth/callback/company?code=a%20b&state=c&iss=https%3A%2F%2Flogin.example.com",
    )
    else {
        panic!("no callback");
    };
    assert_eq!(provider, "company");
    assert_eq!(parameters.value("code"), Some("a b"));
    assert_eq!(parameters.value("iss"), Some("https://login.example.com"));
    assert!(matches!(
        step(&edge(), "GET", "/oauth/callback/company"),
        LoginStep::Callback { .. }
    ));
    let twice = "/oauth/callback/company?code=a&code=b";
    let refusal = answer(asked(&edge(), "GET", twice));
    assert_problem(
        &refusal,
        400,
        "bad_request",
        "A parameter comes twice, or there are more than 32.",
    );
}

#[test]
fn each_provider_has_a_callback_address_of_its_own() {
    for provider in ["company", "other-one"] {
        let address = format!("/oauth/callback/{provider}");
        assert!(matches!(
            step(&with_three(), "GET", &address),
            LoginStep::Callback { provider: it, .. } if it == provider
        ));
    }
    for name in [
        "",
        "Company",
        "company/",
        "company%20",
        "identity-center",
        "evil",
    ] {
        let address = format!("/oauth/callback/{name}?code=a");
        let refusal = answer(asked(&with_three(), "GET", &address));
        assert_problem(&refusal, 404, "not_found", "/oauth/callback/{its name");
    }
}

/// The query for a sign-in that was approved at IAM Identity Center, as the edge at an origin writes it.
fn approved_query(origin: &str) -> String {
    let edge = edge();
    let address = PortalAddress::Approved([7; 16]).text(edge.authenticator(origin).unwrap());
    address.split_once('?').unwrap().1.to_owned()
}

#[test]
fn a_sign_in_at_identity_center_continues_at_a_sealed_state_or_a_marked_id() {
    let id = approved_query(EDGE);
    let continues_at = |query: &str| {
        let address = format!("/oauth/identity-center?{query}");
        match step(&edge(), "GET", &address) {
            LoginStep::Portal { at, account, role } => (at, account, role),
            _ => panic!("does not continue"),
        }
    };
    let (at, account, role) = continues_at(&format!("{id}&account=123456789012&role=Ops_1%2Ba"));
    assert_eq!(at, PortalAddress::Approved([7; 16]));
    assert_eq!(account.as_deref(), Some("123456789012"));
    assert_eq!(role.as_deref(), Some("Ops_1+a"));
    assert_eq!(
        continues_at(&format!("{id}&account=&role=")),
        (PortalAddress::Approved([7; 16]), None, None)
    );
    assert_eq!(
        continues_at("state=AAEC").0,
        PortalAddress::Waiting(vec![0, 1, 2])
    );

    let (long, elsewhere) = ("r".repeat(65), approved_query("https://other.example.com"));
    for (query, said) in [
        (String::new(), "no sign-in of this edge"),
        ("id=".to_owned(), "no sign-in of this edge"),
        (format!("id={}", "0".repeat(32)), "no sign-in of this edge"),
        (format!("id={}", "A".repeat(43)), "no sign-in of this edge"),
        (format!("{id}A"), "no sign-in of this edge"),
        (elsewhere, "no sign-in of this edge"),
        ("id=%C3%BC".to_owned(), "no sign-in of this edge"),
        ("state=%C3%BC".to_owned(), "no sign-in of this edge"),
        (format!("{id}&state=AAEC"), "no sign-in of this edge"),
        (format!("{id}&{id}"), "comes twice"),
        (format!("{id}&account=12345678901"), "no such account"),
        (format!("{id}&account=12345678901x"), "no such account"),
        (format!("{id}&account=1234567890123"), "no such account"),
        (format!("{id}&role=a%2Fb"), "no such account"),
        (format!("{id}&role=a+b"), "no such account"),
        (format!("{id}&role=%0a"), "no such account"),
        (format!("{id}&role={long}"), "no such account"),
    ] {
        let address = format!("/oauth/identity-center?{query}");
        let refusal = answer(asked(&edge(), "GET", &address));
        assert_problem(&refusal, 400, "bad_request", said);
    }
}

/// A code as the edge gives one to a device.
fn code_of_device() -> UserCode {
    let edge = edge();
    let authenticator = edge.authenticator(EDGE).unwrap();
    UserCode::of_random(&[7; 32], authenticator).unwrap()
}

#[test]
fn a_made_up_code_is_looked_up_nowhere() {
    let shown = code_of_device().to_string();
    for at in [0, 4, 6, 10] {
        let other = if shown.as_bytes()[at] == b'B' {
            "C"
        } else {
            "B"
        };
        let made_up = [&shown[..at], other, &shown[at + 1..]].concat();
        let page = answer(asked(
            &edge(),
            "GET",
            &format!("/device?user_code={made_up}"),
        ));
        assert_eq!(page.status, 400, "{made_up}");
        assert!(text(&page).contains("No device is waiting with this code."));
        let address = format!("/device/sign-in?user_code={made_up}");
        let refusal = answer(asked(&edge(), "GET", &address));
        assert_problem(&refusal, 400, "bad_request", "type it at /device");
    }
}

#[test]
fn a_person_types_the_code_of_a_device() {
    let form = answer(asked(&edge(), "GET", "/device"));
    assert_eq!((form.status, form.code), (200, None));
    assert!(text(&form).contains("<form action=/device>"));

    let shown = code_of_device().to_string();
    let small = shown.to_lowercase().replace('-', "");
    for typed in [shown.clone(), small.clone(), format!("+{small}+")] {
        match step(&edge(), "GET", &format!("/device?user_code={typed}")) {
            LoginStep::ShowDevice(code) => assert_eq!(code, code_of_device()),
            _ => panic!("shows no device"),
        }
    }
    let wrong = answer(asked(
        &edge(),
        "GET",
        "/device?user_code=%22%3E%3Cscript%3E",
    ));
    assert_eq!(wrong.status, 400);
    assert!(text(&wrong).contains("No device is waiting with this code."));
    assert!(text(&wrong).contains("value=\"&quot;&gt;&lt;script&gt;\""));
    let twice = answer(asked(&edge(), "GET", "/device?user_code=a&user_code=b"));
    assert_problem(
        &twice,
        400,
        "bad_request",
        "A parameter comes twice, or there are more than 32.",
    );
}

#[test]
fn a_person_signs_in_for_a_device() {
    match step(
        &edge(),
        "GET",
        &format!("/device/sign-in?user_code={}", code_of_device()),
    ) {
        LoginStep::BeginForDevice { code, at } => {
            assert_eq!(code, code_of_device());
            assert_eq!(at, SignInAt::Provider("company".to_owned()));
        }
        _ => panic!("does not begin"),
    }
    for query in ["", "?user_code=", "?user_code=AAAA-AAAA"] {
        let refusal = answer(asked(&edge(), "GET", &format!("/device/sign-in{query}")));
        assert_problem(&refusal, 400, "bad_request", "type it at /device");
    }
    let refusal = answer(asked(
        &edge(),
        "GET",
        &format!("/device/sign-in?user_code={}&provider=x", code_of_device()),
    ));
    assert_problem(&refusal, 400, "bad_request", "no such identity provider");
}

#[test]
fn what_is_posted_is_a_form() {
    for (address, _, is_for_people) in ADDRESSES.into_iter().filter(|it| it.1 == "POST") {
        let url = format!("{EDGE}{address}");
        let with = |content_type| {
            let request = head("POST", &url);
            let planned = match content_type {
                Some(value) => plan(&edge(), &request.with("content-type", value), now()),
                None => plan(&edge(), &request, now()),
            };
            planned.plan
        };
        for good in [FORM, "application/x-www-form-urlencoded; charset=UTF-8"] {
            assert!(matches!(with(Some(good)), Plan::Login(LoginStep::Form(_))));
        }
        for bad in [
            None,
            Some("application/json"),
            Some("text/plain"),
            Some("multipart/form-data; boundary=x"),
            Some("text/plain; application/x-www-form-urlencoded"),
        ] {
            let Plan::Respond(refusal) = with(bad) else {
                panic!("{bad:?}");
            };
            match is_for_people {
                true => assert_problem(&refusal, 415, "unsupported_media_type", FORM),
                false => {
                    assert_eq!(
                        (refusal.status, refusal.code),
                        (415, Some("unsupported_media_type"))
                    );
                    assert_eq!(header(&refusal, "content-type"), Some("text/plain"));
                }
            }
        }
    }
}

/// RFC 9110, 8.3.1
#[test]
fn a_media_type_is_the_same_in_capital_letters() {
    let url = format!("{EDGE}/oauth/token");
    let request = head("POST", &url).with("content-type", "Application/X-WWW-Form-URLencoded");
    assert!(matches!(
        plan(&edge(), &request, now()).plan,
        Plan::Login(LoginStep::Form(LoginRoute::Token))
    ));
}

#[test]
fn an_issuer_with_quotes_stays_one_value_of_the_metadata() {
    let issuer = "https://edge.example.com\",\"token_endpoint\":\"https://evil.example\\";
    let metadata: Value = serde_json::from_str(&edge_proxy::oauth::metadata(issuer)).unwrap();
    assert_eq!(metadata["issuer"], issuer);
    assert_eq!(metadata["token_endpoint"], format!("{issuer}/oauth/token"));
}

#[test]
fn the_metadata_is_that_of_an_authorization_server() {
    for origin in [EDGE, "http://127.0.0.1:8787", "http://[::1]:8787"] {
        let url = format!("{origin}/.well-known/oauth-authorization-server");
        let found = answer(plan(&edge(), &head("GET", &url), now()));
        assert_eq!(found.status, 200);
        assert_eq!(header(&found, "content-type"), Some("application/json"));
        let metadata: Value = serde_json::from_slice(&found.body).unwrap();

        // RFC 8414, 3.3: it is that from which the address was made.
        assert_eq!(metadata["issuer"], origin);
        for (name, path, method) in [
            ("authorization_endpoint", "/oauth/authorize", "GET"),
            ("token_endpoint", "/oauth/token", "POST"),
            (
                "device_authorization_endpoint",
                "/oauth/device_authorization",
                "POST",
            ),
            ("revocation_endpoint", "/oauth/revoke", "POST"),
            ("service_documentation", "/setup", "GET"),
        ] {
            assert_eq!(metadata[name], format!("{origin}{path}"));
            let route = LoginRoute::parse(method, path, &edge());
            assert!(matches!(route, Ok(Some(_))), "{path}");
        }
        for (name, values) in [
            ("response_types_supported", json!(["code"])),
            ("response_modes_supported", json!(["query"])),
            ("code_challenge_methods_supported", json!(["S256"])),
            ("token_endpoint_auth_methods_supported", json!(["none"])),
            (
                "revocation_endpoint_auth_methods_supported",
                json!(["none"]),
            ),
            ("scopes_supported", json!(["read", "write"])),
            (
                "grant_types_supported",
                json!([
                    "authorization_code",
                    "refresh_token",
                    "urn:ietf:params:oauth:grant-type:device_code"
                ]),
            ),
            (
                "authorization_response_iss_parameter_supported",
                json!(true),
            ),
        ] {
            assert_eq!(metadata[name], values, "{name}");
        }
        assert_eq!(metadata.as_object().unwrap().len(), 14);
    }
}

#[test]
fn setting_up_is_told_as_the_edge_is_configured() {
    let vars = json!({ "DEFAULT_REGION": "eu-central-1", "READ_ONLY": true });
    let config = config(login(vars));
    let first = answer(asked(&config, "GET", "/setup"));
    assert_eq!(first.status, 200);
    assert!(text(&first).contains("read-only"));
    let page = answer(asked(&config, "GET", "/setup?with=oauth&profile=pay"));
    assert_eq!(page.status, 200);
    assert_eq!(
        header(&page, "content-type"),
        Some("text/html; charset=utf-8")
    );
    for said in [
        "eu-central-1",
        "profile:pay",
        "/oauth/authorize",
        "edge.example.com",
    ] {
        assert!(text(&page).contains(said), "{said}");
    }
    let file = answer(asked(&config, "GET", "/setup.gitconfig"));
    assert_eq!(file.status, 200);
    assert_eq!(
        header(&file, "content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(text(&file).contains(&format!("[credential \"{EDGE}\"]")));

    for address in ["/setup", "/setup?with=oauth"] {
        let bare = text(&answer(asked(
            &crate::support::config(json!({})),
            "GET",
            address,
        )));
        assert!(!bare.contains("oauth"), "{bare}");
        assert!(bare.contains("SESSION_KEYS"), "{bare}");
    }
}

#[test]
fn pages_find_what_they_are_drawn_with() {
    for (path, content_type) in [
        ("/assets/edge.css", "text/css; charset=utf-8"),
        ("/assets/copy.js", "text/javascript; charset=utf-8"),
        ("/assets/edge.css?1", "text/css; charset=utf-8"),
    ] {
        let asset = answer(asked(&edge(), "GET", path));
        assert_eq!(asset.status, 200, "{path}");
        assert_eq!(header(&asset, "content-type"), Some(content_type));
    }
    for path in [
        "/assets/",
        "/assets/edge.css/",
        "/assets/../Cargo.toml",
        "/assets/EDGE.css",
    ] {
        let refusal = answer(asked(&edge(), "GET", path));
        assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
    }
}

#[test]
fn challenges_with_basic_and_offers_bearer_only_to_callers_that_sent_one() {
    const BEARER: &str = "Bearer realm=\"codecommit-edge\"";
    for (vars, basic) in [
        (
            json!({}),
            "Basic realm=\"codecommit-edge\", charset=\"UTF-8\"",
        ),
        (
            json!({ "GITEA_COMPATIBILITY": true }),
            "Basic realm=\"Gitea\"",
        ),
    ] {
        let address = "/eu-west-1/app/info/refs?service=git-upload-pack";
        let config = config(login(vars));
        let refusal = answer(asked(&config, "GET", address));
        assert_eq!(
            (refusal.status, refusal.code),
            (401, Some("unauthenticated"))
        );
        assert_eq!(challenges(&refusal), [basic]);
        assert!(text(&refusal).contains("/setup"));

        let url = format!("{EDGE}{address}");
        for (authorization, expected) in [
            ("Bearer nonsense", &[basic, BEARER][..]),
            ("bearer nonsense", &[basic, BEARER]),
            ("Basic bm9ib2R5Om5vbnNlbnNl", &[basic]),
        ] {
            let request = head("GET", &url).with("authorization", authorization);
            let refusal = answer(plan(&config, &request, now()));
            assert_eq!(refusal.status, 401);
            assert_eq!(challenges(&refusal), expected);
        }
    }
}

fn challenges(answer: &EdgeResponse) -> Vec<&str> {
    let is_challenge = |name: &str| name == "www-authenticate";
    let headers = answer.headers.iter().filter(|(name, _)| is_challenge(name));
    headers.map(|(_, value)| value.as_ref()).collect()
}

#[test]
fn no_other_origins_page_signs_in_or_decides() {
    for (address, method, _) in ADDRESSES {
        let url = format!("{EDGE}{address}");
        let request = head(method, &url).with("content-type", FORM);
        let refusal = answer(plan(
            &edge(),
            &request.with("origin", "https://evil.example"),
            now(),
        ));
        assert_eq!(
            (refusal.status, refusal.code),
            (403, Some("origin_not_allowed")),
            "{address}"
        );
        let own = plan(&edge(), &request.with("origin", EDGE), now());
        assert!(
            !matches!(own.plan, Plan::Respond(answer) if answer.status == 403),
            "{address}"
        );
    }
}

#[test]
fn nothing_of_a_query_is_logged() {
    let address = authorize(&[("state", "canary"), ("login_hint", "canary")]);
    for address in [
        address.as_str(),
        "/oauth/callback/company?code=canary&state=canary",
        "/device?user_code=canary",
    ] {
        let planned = asked(&edge(), "GET", address);
        assert!(!planned.log.to_json().contains("canary"));
    }
}

proptest! {
    #[test]
    fn every_request_is_answered_or_continues_at(
        address in prop::sample::select(ADDRESSES.as_slice()),
        query in "((id|user_code|provider|account|role|state|client_id|redirect_uri)=?[a-zA-Z0-9%+/:.-]{0,33}&?){0,5}",
        three: bool,
    ) {
        let config = if three { with_three() } else { edge() };
        let (path, method, is_for_people) = address;
        match asked(&config, method, &format!("{path}?{query}")).plan {
            Plan::Login(_) => {}
            Plan::Respond(answer) => {
                prop_assert!(matches!(answer.status, 200 | 303 | 400), "{}", answer.status);
                let is_page = header(&answer, "content-type") == Some("text/html; charset=utf-8");
                prop_assert!(is_page || !is_for_people || answer.status == 303);
            }
            _ => prop_assert!(false, "signs nobody in"),
        }
    }
}

#[test]
fn an_edge_of_a_provider_without_client_signs_nobody_in() {
    let vars = merged(
        crate::support::vouching(json!({})),
        json!({ "SESSION_KEYS": crate::support::KEYS }),
    );
    let refusal = answer(asked(&config(vars), "GET", "/oauth/authorize"));
    assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
}
