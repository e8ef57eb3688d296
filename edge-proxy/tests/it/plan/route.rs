//! Addresses and the repositories that they name.

use crate::support::{EDGE, answer, config, discovery, forwarded, head, now, signed, text};
use edge_proxy::{Plan, plan};
use proptest::prelude::*;
use serde_json::json;
use signer_wasm::ProfileName;

const APP: &str = "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app";

#[test]
fn reads_every_form_of_address() {
    let config = config(json!({
        "DEFAULT_REGION": "eu-west-1",
        "PROFILES": { "payments": { "access": "write" } },
    }));
    for address in [
        "/eu-west-1/app",
        "/eu-west-1/app.git",
        "/eu-west-1/app/",
        "/eu-west-1/app.git/",
        "/payments/eu-west-1/app",
        "/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app.git",
        "/?https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
        "/v1/repos/app",
    ] {
        let upstream = forwarded(discovery(&config, address, &signed(0)));
        assert_eq!(
            upstream.url,
            format!("{APP}/info/refs?service=git-upload-pack"),
            "{address}"
        );
    }
}

#[test]
fn uses_the_hosts_of_partitions_and_fips() {
    let config = config(json!({}));
    for (address, host) in [
        (
            "/cn-north-1/app",
            "git-codecommit.cn-north-1.amazonaws.com.cn",
        ),
        (
            "/us-gov-west-1/app",
            "git-codecommit.us-gov-west-1.amazonaws.com",
        ),
        (
            "/git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/app",
            "git-codecommit-fips.us-east-1.amazonaws.com",
        ),
    ] {
        let upstream = forwarded(discovery(&config, address, &signed(0)));
        assert_eq!(
            upstream.url,
            format!("https://{host}/v1/repos/app/info/refs?service=git-upload-pack")
        );
    }
}

#[test]
fn an_endpoint_override_changes_only_the_connection() {
    let config = config(json!({ "AWS_ENDPOINT_URL_CODECOMMIT_GIT": "http://127.0.0.1:4566/" }));
    let upstream = forwarded(discovery(&config, "/eu-west-1/app", &signed(0)));
    assert_eq!(
        upstream.url,
        "http://127.0.0.1:4566/v1/repos/app/info/refs?service=git-upload-pack"
    );
    assert_eq!(
        upstream.header("x-forwarded-host"),
        Some("git-codecommit.eu-west-1.amazonaws.com")
    );
}

#[test]
fn rejects_other_addresses() {
    let config = config(json!({ "PROFILES": { "payments": {} } }));
    for (address, status, code) in [
        ("/app", 404, "not_found"),
        ("/v1/repos/app", 404, "not_found"),
        ("/eu-west-1", 404, "not_found"),
        ("/eu-west-1/", 404, "not_found"),
        ("/eu-west-1/..", 400, "bad_repository_name"),
        ("/eu-west-1/a b", 400, "bad_repository_name"),
        ("/eu-west-1/app%2e", 400, "bad_repository_name"),
        ("/eu-west-1/app.git.git", 400, "bad_repository_name"),
        ("//eu-west-1/app", 404, "not_found"),
        ("/eu-west-1//app", 404, "not_found"),
        ("/eu-west-1/app//", 404, "not_found"),
        ("/Eu-West-1/app", 400, "bad_region"),
        ("/unknown/eu-west-1/app", 404, "not_found"),
        ("/evil.example.com/v1/repos/app", 404, "not_found"),
        (
            "/git-codecommit.eu-west-1.amazonaws.com.evil.tld/v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/git-codecommit.eu-west-1.amazonaws.com:8443/v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/user@git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/git-codecommit.eu-west-1.amazonaws.com./v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/GIT-CODECOMMIT.eu-west-1.amazonaws.com/v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/vpce-0ab-cd.git-codecommit.eu-west-1.vpce.amazonaws.com/v1/repos/app",
            404,
            "not_found",
        ),
        ("/?https://evil.example.com/v1/repos/app", 404, "not_found"),
        (
            "/?http://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/?https://git-codecommit.eu-west-1.amazonaws.com@evil.tld/v1/repos/app",
            404,
            "not_found",
        ),
        (
            "/https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            404,
            "not_found",
        ),
    ] {
        let refusal = answer(discovery(&config, address, &signed(0)));
        assert_eq!(
            (refusal.status, refusal.code),
            (status, Some(code)),
            "{address}"
        );
        let said = text(&refusal);
        assert!(
            said.starts_with(|first: char| first.is_ascii_uppercase())
                && said.trim_end().ends_with(['.', '?'])
                && !said.contains(".."),
            "{address}: {said}"
        );
    }
}

#[test]
fn suggests_a_region_for_a_malformed_one() {
    let config = config(json!({
        "PROFILES": { "payments": {} }, "ALLOWED_REGIONS": ["eu-west-1"],
    }));
    for (address, said) in [
        (
            "/eu-west1/app",
            "eu-west1 is not a region. Regions look like eu-west-1; did you mean eu-west-1?",
        ),
        ("/EU-WEST-1/app", "did you mean eu-west-1?"),
        ("/eu-west-1a/app", "did you mean eu-west-1?"),
        ("/payments/eu-west1/app", "did you mean eu-west-1?"),
        (
            "/git-codecommit.eu-west1.amazonaws.com/v1/repos/app",
            "did you mean eu-west-1?",
        ),
        (
            "/?https://git-codecommit.eu-west1.amazonaws.com/v1/repos/app",
            "did you mean eu-west-1?",
        ),
        (
            "/europe/app",
            "europe is not a region. Regions look like eu-west-1; check the address",
        ),
        (
            "/<b>/app",
            "The text where the region belongs is not a region",
        ),
        ("//app", "The text where the region belongs is not a region"),
    ] {
        let refusal = answer(discovery(&config, address, &signed(0)));
        assert_eq!(
            (refusal.status, refusal.code),
            (400, Some("bad_region")),
            "{address}"
        );
        assert!(
            text(&refusal).contains(said),
            "{address}: {}",
            text(&refusal)
        );
    }

    let closed = answer(discovery(&config, "/us-east-1/app", &signed(0)));
    assert_eq!(closed.code, Some("region_not_allowed"));
}

#[test]
fn answers_git_lfs_in_its_own_json() {
    let config = config(json!({ "DEFAULT_REGION": "eu-west-1", "PROFILES": { "payments": {} } }));
    for address in GOOD.into_iter().chain(["/payments/eu-west-1/app"]) {
        for (method, end) in [
            ("POST", ".git/info/lfs/objects/batch"),
            ("POST", "/info/lfs/objects/batch"),
            ("GET", ".git/info/lfs/locks?limit=1"),
            ("POST", ".git/info/lfs/locks/verify"),
            (
                "PUT",
                ".git/info/lfs/objects/4665a5ea423c2713d436b5ee50593a9640e0018c1550b5a0002f74190d6caea8",
            ),
        ] {
            let url = format!("{EDGE}{address}{end}");
            let credential = signed(0);
            let anonymous = head(method, &url).with("accept", "application/vnd.git-lfs+json");
            for request in [anonymous, anonymous.with("authorization", &credential)] {
                let refusal = answer(plan(&config, &request, now()));
                assert_eq!(
                    (refusal.status, refusal.code),
                    (501, Some("lfs_unsupported")),
                    "{method} {url}"
                );
                assert_eq!(
                    crate::support::header(&refusal, "content-type"),
                    Some("application/vnd.git-lfs+json")
                );
                assert_eq!(crate::support::header(&refusal, "www-authenticate"), None);
                let body: serde_json::Value = serde_json::from_slice(&refusal.body).unwrap();
                assert!(body["message"].as_str().unwrap().contains(".lfsconfig"));
            }
        }
    }

    for address in ["/nothing", "/evil.example.com/v1/repos/app"] {
        let url = format!("{EDGE}{address}/info/lfs/objects/batch");
        let refusal = answer(plan(&config, &head("POST", &url), now()));
        assert_eq!(refusal.code, Some("not_found"), "{address}");
    }
}

#[test]
fn rejects_paths_without_a_git_request() {
    let config = config(json!({}));
    for path in [
        "/eu-west-1/app",
        "/eu-west-1/app/HEAD",
        "/eu-west-1/app/objects/info/packs",
        "/favicon.ico",
    ] {
        let url = format!("{EDGE}{path}");
        let refusal = answer(plan(&config, &head("GET", &url), now()));
        assert_eq!(refusal.status, 404, "{path}");
    }
}

#[test]
fn requires_one_known_service() {
    let config = config(json!({}));
    for query in [
        "",
        "?",
        "?service=",
        "?service=git-upload-archive",
        "?service=git-upload-pack&service=git-receive-pack",
        "?service=git-upload-pack&x=1",
        "?SERVICE=git-upload-pack",
        "?service=git%2dupload-pack",
    ] {
        let url = format!("{EDGE}/eu-west-1/app/info/refs{query}");
        let refusal = answer(plan(&config, &head("GET", &url), now()));
        assert_eq!(
            (refusal.status, refusal.code),
            (400, Some("bad_request")),
            "{query}"
        );
    }
}

#[test]
fn answers_other_methods_with_allow() {
    let config = config(json!({}));
    for (method, path, allow) in [
        ("POST", "/eu-west-1/app/info/refs", "GET, OPTIONS"),
        ("HEAD", "/eu-west-1/app/info/refs", "GET, OPTIONS"),
        ("GET", "/eu-west-1/app/git-upload-pack", "POST, OPTIONS"),
        ("PUT", "/eu-west-1/app/git-receive-pack", "POST, OPTIONS"),
        ("get", "/eu-west-1/app/info/refs", "GET, OPTIONS"),
        ("DELETE", "/", "GET, HEAD"),
        ("POST", "/healthz", "GET, HEAD"),
    ] {
        let url = format!("{EDGE}{path}");
        let refusal = answer(plan(&config, &head(method, &url), now()));
        assert_eq!(refusal.status, 405, "{method} {path}");
        assert_eq!(
            crate::support::header(&refusal, "allow"),
            Some(allow),
            "{method} {path}"
        );
    }
}

#[test]
fn answers_health_with_ok_and_the_version() {
    let url = format!("{EDGE}/healthz");
    let health = answer(plan(&config(json!({})), &head("GET", &url), now()));
    assert_eq!(health.status, 200);
    assert_eq!(
        text(&health),
        concat!("ok ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

proptest! {
    /// Whatever is inserted into a valid address, a forwarded request goes to a CodeCommit host and
    /// to the path of a repository there.
    #[test]
    fn forwards_any_address_only_to_codecommit(
        address in proptest::sample::select(&GOOD[..]),
        at in any::<proptest::sample::Index>(),
        written in "[a-z0-9.@:%?#/\\\\&=-]{0,3}|//|%2f|%00|\\.\\.|evil\\.tld|https://",
    ) {
        let whole = format!("{address}/info/refs?service=git-upload-pack");
        let (before, after) = whole.split_at(at.index(whole.len()));
        let url = format!("{EDGE}{before}{written}{after}");
        let authorization = signed(0);
        let request = head("GET", &url).with("authorization", &authorization);
        let config = config(json!({ "DEFAULT_REGION": "eu-west-1" }));

        if let Plan::Forward { upstream, .. } = plan(&config, &request, now()).plan {
            let rest = upstream.url.strip_prefix("https://git-codecommit").unwrap();
            let (host, path) = rest.split_once("/v1/repos/").unwrap();
            let region = host
                .strip_prefix("-fips")
                .unwrap_or(host)
                .strip_prefix('.')
                .and_then(|host| host.strip_suffix(".amazonaws.com"))
                .unwrap();
            prop_assert!(region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{region}");
            let name = path.strip_suffix("/info/refs?service=git-upload-pack").unwrap();
            prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{name}");
        }
    }
}

const GOOD: [&str; 5] = [
    "/eu-west-1/app",
    "/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    "/git-codecommit-fips.us-east-1.amazonaws.com/v1/repos/app",
    "/?https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
    "/v1/repos/app",
];

#[test]
fn reserves_the_first_segment_of_every_address_of_the_edge() {
    // What git appends to a repository's address; and a folder of files, whose addresses are shorter than a profile's.
    let unambiguous = ["info", "git-upload-pack", "git-receive-pack", "www"];
    let mut found = 0;
    for file in [
        include_str!("../../../src/oauth/route.rs"),
        include_str!("../../../src/plan/route/mod.rs"),
        include_str!("../../../src/plan/route/git_request.rs"),
        include_str!("../../../src/plan/route/repository_address.rs"),
        include_str!("../../../src/plan/route/session.rs"),
        include_str!("../../../src/pages/browser_client/asset.rs"),
    ] {
        let literals = file.split('"').skip(1).step_by(2);
        for path in literals.filter_map(|text| text.strip_prefix('/')) {
            let first = path.split('/').next().unwrap();
            if !unambiguous.contains(&first) {
                assert!(ProfileName::parse(first).is_err(), "/{path}");
                found += 1;
            }
        }
    }
    assert!(found > 15, "{found}");
}
