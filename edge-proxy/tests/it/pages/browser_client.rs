//! The browser client: its files and the settings that it receives.

use crate::support::{EDGE, answer, config, head, header, login, merged, now, text, with_page};
use edge_proxy::http::ResponseHeader;
use edge_proxy::pages::browser_client::Asset;
use edge_proxy::{Config, Plan, plan};
use proptest::prelude::*;
use serde_json::{Value, json};

fn asset(config: &Config, method: &str, address: &str) -> Option<Asset> {
    let url = format!("{EDGE}{address}");
    match plan(config, &head(method, &url), now()).plan {
        Plan::Asset(asset) => Some(asset),
        _ => None,
    }
}

fn named<'a>(headers: &'a [ResponseHeader], name: &str) -> &'a str {
    let mut values = headers.iter().filter(|(known, _)| *known == name);
    let value = values.next().unwrap_or_else(|| panic!("no {name}"));
    assert!(values.next().is_none(), "{name} comes twice");
    &value.1
}

#[test]
fn serves_the_page_at_the_home_where_it_is_deployed() {
    let edge = with_page(json!({}));
    for address in [
        "/",
        "/?",
        "/?code=cce_c&state=s&iss=https%3A%2F%2Fedge.example.com",
        "/?error=access_denied&state=s",
    ] {
        for method in ["GET", "HEAD"] {
            assert_eq!(
                asset(&edge, method, address),
                Some(Asset::page()),
                "{method} {address}"
            );
        }
        let refusal = answer(plan(
            &edge,
            &head("POST", &format!("{EDGE}{address}")),
            now(),
        ));
        assert_eq!(refusal.status, 405);
    }

    let bare = answer(plan(
        &config(json!({})),
        &head("GET", "https://edge.example.com/"),
        now(),
    ));
    assert!(text(&bare).starts_with("codecommit-edge "));
}

#[test]
fn leaves_addresses_in_the_query_to_git() {
    let edge = with_page(json!({}));
    let url = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/info/refs?service=git-upload-pack";
    let url = format!("{EDGE}/?{url}");
    let planned = plan(&edge, &head("GET", &url), now());
    assert_eq!(planned.log.route, "query");
    assert_eq!(answer(planned).status, 401);
}

#[test]
fn serves_each_file_under_one_name() {
    let edge = with_page(json!({}));
    for path in [
        "/www/index-BxY_1-za.js",
        "/www/index-BxY_1-za.js?v=1",
        "/www/codecommit_signer_bg-0aZ.wasm",
        "/www/_commonjs.js",
        "/www/a",
        "/service-worker.js",
    ] {
        let found = asset(&edge, "GET", path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!(Some(found.path()), path.split('?').next());
        assert_eq!(asset(&config(json!({})), "GET", path), None);
        assert_eq!(asset(&edge, "POST", path), None);
    }
    for path in [
        "/www",
        "/www/",
        "/www/.",
        "/www/..",
        "/www/.env",
        "/www/a/b.js",
        "/www/a%2Fb.js",
        "/www/a\\b.js",
        "/www/../wrangler.toml",
        "//www/a.js",
        "/WWW/a.js",
        "/index.html",
        "/www/a b.js",
        "/service-worker.js/",
        "/service-worker.mjs",
        "/service%2Dworker.js",
        "/www/é.js",
    ] {
        assert_eq!(asset(&edge, "GET", path), None, "{path}");
    }
}

#[test]
fn allows_a_profile_named_www() {
    let edge = with_page(json!({ "PROFILES": { "www": {} } }));
    let url = format!("{EDGE}/www/eu-west-1/app/info/refs?service=git-upload-pack");
    let planned = plan(&edge, &head("GET", &url), now());
    assert_eq!(planned.log.route, "profile");
}

proptest! {
    #[test]
    fn no_path_escapes_the_files_of_the_page(path in "/www/[a-z./%\\\\?#-]{0,12}") {
        if let Some(asset) = Asset::parse(&path) {
            let url = url::Url::parse(&format!("{EDGE}{}", asset.path())).unwrap();
            prop_assert_eq!(url.path(), &path);
            prop_assert_eq!(url.query(), None);
        }
    }
}

#[test]
fn revalidates_the_page_and_caches_its_files() {
    let edge = with_page(json!({}));
    let page = Asset::page().headers(&edge);
    let file = Asset::parse("/www/index-1.js").unwrap().headers(&edge);
    assert_eq!(named(&page, "cache-control"), "no-cache");
    assert_eq!(
        named(&file, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    for headers in [page, file] {
        assert_eq!(named(&headers, "x-content-type-options"), "nosniff");
        assert_eq!(named(&headers, "referrer-policy"), "same-origin");
        let permissions = named(&headers, "permissions-policy");
        assert!(permissions.contains("camera=()"), "{permissions}");
        assert!(!permissions.contains("clipboard-write"), "{permissions}");
        assert_eq!(named(&headers, "cross-origin-opener-policy"), "same-origin");
        assert_eq!(
            named(&headers, "content-security-policy"),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; \
             worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types codecommit-edge dompurify"
        );
    }
}

#[test]
fn the_page_may_connect_to_aws_only_if_it_calls_aws_itself() {
    let vars = json!({
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:4566",
        "AWS_ENDPOINT_URL_CODECOMMIT": "https://codecommit.internal.example.com/",
        "AWS_ENDPOINT_URL_IAM": "http://127.0.0.1:4567",
    });
    for (relay, sources) in [
        (true, "connect-src 'self'; "),
        (
            false,
            "connect-src 'self' https://*.amazonaws.com https://*.amazonaws.com.cn https://*.amazonaws.eu \
             http://127.0.0.1:4566 https://codecommit.internal.example.com http://127.0.0.1:4567; ",
        ),
    ] {
        let edge = with_page(merged(vars.clone(), json!({ "RELAY_AWS_CALLS": relay })));
        let headers = Asset::page().headers(&edge);
        let policy = named(&headers, "content-security-policy");
        assert!(policy.contains(sources), "{policy}");
    }
}

#[test]
fn tells_the_page_about_the_edge_without_secrets() {
    let settings = |edge: &Config| {
        let answer = answer(plan(
            edge,
            &head("GET", "https://edge.example.com/config.json"),
            now(),
        ));
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "content-type"), Some("application/json"));
        serde_json::from_str::<Value>(&text(&answer)).unwrap()
    };

    assert_eq!(
        settings(&config(json!({}))),
        json!({
            "version": env!("CARGO_PKG_VERSION"), "default_region": null, "login": false, "profiles": [],
            "regions": null, "read_only": false, "relay": true,
            "endpoints": { "sts": null, "codecommit": null, "iam": null },
        })
    );

    let mut vars = login(json!({}));
    for (name, value) in [
        ("DEFAULT_REGION", json!("eu-west-1")),
        ("ALLOWED_REGIONS", json!(["eu-west-1", "us-east-1"])),
        ("READ_ONLY", json!(true)),
        ("AWS_ENDPOINT_URL_STS", json!("http://127.0.0.1:4566")),
        (
            "AWS_ENDPOINT_URL_CODECOMMIT",
            json!("http://127.0.0.1:4567"),
        ),
        ("AWS_ENDPOINT_URL_IAM", json!("http://127.0.0.1:4568")),
        ("RELAY_AWS_CALLS", json!(false)),
    ] {
        vars[name] = value;
    }
    assert_eq!(
        settings(&config(vars.clone())),
        json!({
            "version": env!("CARGO_PKG_VERSION"), "default_region": "eu-west-1", "login": true, "profiles": ["pay"],
            "regions": ["eu-west-1", "us-east-1"], "read_only": true, "relay": false,
            "endpoints": {
                "sts": "http://127.0.0.1:4566", "codecommit": "http://127.0.0.1:4567", "iam": "http://127.0.0.1:4568",
            },
        })
    );

    // The page needs no endpoint of AWS's if the edge relays.
    vars["RELAY_AWS_CALLS"] = json!(true);
    assert_eq!(
        settings(&config(vars))["endpoints"],
        json!({ "sts": null, "codecommit": null, "iam": null })
    );
}
