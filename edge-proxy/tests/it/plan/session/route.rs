//! Methods, queries and preflights.

use super::edge;
use crate::support::{EDGE, answer, config, head, header, now};
use edge_proxy::plan::route::Route;
use edge_proxy::{Error, plan};
use proptest::prelude::*;
use serde_json::json;

fn parse(method: &str, query: Option<&str>) -> Result<Route, Error> {
    Route::parse(method, "/session", query, &config(json!({})))
}

#[test]
fn reads_the_profile_and_access_of_the_query() {
    for (query, profile, read_only) in [
        (None, None, false),
        (Some(""), None, false),
        (Some("profile=pay"), Some("pay"), false),
        (Some("access=read"), None, true),
        (Some("access=write"), None, false),
        (Some("profile=pay&access=read"), Some("pay"), true),
        (Some("access=read&profile=pay"), Some("pay"), true),
        (Some("&profile=pay&"), Some("pay"), false),
    ] {
        assert_eq!(
            parse("POST", query),
            Ok(Route::OpenSession {
                profile: profile.map(str::to_owned),
                read_only,
            }),
            "{query:?}"
        );
    }
}

#[test]
fn rejects_other_queries() {
    for query in [
        "pay",
        "profile",
        "profile=",
        "access",
        "access=",
        "access=admin",
        "access=READ",
        "Profile=pay",
        "profile=pay&x=1",
        "token=eyJ",
    ] {
        let refusal = parse("POST", Some(query)).unwrap_err();
        assert_eq!(
            (refusal.status(), refusal.code()),
            (400, "bad_request"),
            "{query}"
        );
        assert!(refusal.public_message().contains("access=read"));
    }
    for name in ["profile", "access"] {
        let query = format!("{name}=read&{name}=write");
        let message = format!("The parameter `{name}` comes twice. Send it once.");
        assert_eq!(
            parse("POST", Some(&query)),
            Err(Error::BadRequest(message.into()))
        );
    }
}

#[test]
fn opens_with_post_shows_with_get_and_ends_with_delete() {
    assert_eq!(parse("GET", None), Ok(Route::ShowSession));
    assert_eq!(parse("DELETE", None), Ok(Route::EndSession));
    for method in ["HEAD", "PUT", "PATCH", "post", "delete", ""] {
        assert_eq!(
            parse(method, None),
            Err(Error::MethodNotAllowed {
                allow: "GET, POST, DELETE, OPTIONS"
            }),
            "{method}"
        );
    }
    for path in ["/session/", "/sessions", "/session/1", "//session"] {
        assert!(
            Route::parse("POST", path, None, &config(json!({}))).is_err(),
            "{path}"
        );
    }
}

#[test]
fn answers_preflights_with_the_methods_of_the_address() {
    let config = edge(json!({ "ALLOWED_ORIGINS": "*" }));
    for (path, methods) in [
        ("/session", "GET, POST, DELETE, OPTIONS"),
        ("/session?profile=pay", "GET, POST, DELETE, OPTIONS"),
        ("/eu-west-1/app/git-upload-pack", "GET, POST, OPTIONS"),
    ] {
        let url = format!("{EDGE}{path}");
        let request = head("OPTIONS", &url);
        let page = answer(plan(
            &config,
            &request.with("origin", "https://app.example.com"),
            now(),
        ));
        assert_eq!(page.status, 204);
        assert_eq!(header(&page, "access-control-allow-methods"), Some(methods));
        let other = answer(plan(&config, &request, now()));
        assert_eq!(header(&other, "allow"), Some(methods));
    }
}

proptest! {
    #[test]
    fn parses_any_query_without_a_panic(
        method in "POST|DELETE|GET|[A-Z]{0,7}",
        query in prop::option::of("((profile|access|x)?=?(read|write|pay|\\PC{0,6})&?){0,5}"),
    ) {
        let parsed = parse(&method, query.as_deref());
        prop_assert_eq!(parsed.is_ok() && method == "POST", matches!(parsed, Ok(Route::OpenSession { .. })));
    }
}
