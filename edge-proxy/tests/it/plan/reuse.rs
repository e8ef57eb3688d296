//! Which cached responses may answer a request, and which callers share them.

use crate::support::{ACCESS_KEY_ID, EDGE, basic, config, forwarded, head, now, signed};
use edge_proxy::git::clone_request::CloneRequest;
use edge_proxy::plan;
use edge_proxy::plan::UpstreamRequest;
use edge_proxy::plan::reuse::{RefsReuse, Reuse};
use serde_json::{Value, json};

const DISCOVERY: &str = "info/refs?service=git-upload-pack";
const CLONE: &[u8] =
    b"0040want 1111111111111111111111111111111111111111 side-band-64k\n00000009done\n";

fn upstream(
    vars: Value,
    method: &str,
    address: &str,
    headers: &[(&'static str, &str)],
) -> UpstreamRequest {
    let url = format!("{EDGE}{address}");
    let service = address.rsplit('/').next().unwrap_or_default();
    let content_type = format!("application/x-{service}-request");
    let mut request = head(method, &url);
    if method == "POST" {
        request = request.with("content-type", &content_type);
    }
    for (name, value) in headers {
        request = request.with(name, value);
    }
    forwarded(plan(&config(vars), &request, now()))
}

fn reuse(vars: Value, method: &str, address: &str, headers: &[(&'static str, &str)]) -> Reuse {
    upstream(vars, method, address, headers)
        .reuse
        .map(|it| *it)
        .unwrap_or_default()
}

fn fetch(vars: Value, authorization: &str, length: &str) -> Reuse {
    let headers = [("authorization", authorization), ("content-length", length)];
    reuse(vars, "POST", "/eu-west-1/app/git-upload-pack", &headers)
}

/// The key of the pack that a caller's clone gets.
fn pack_key(authorization: &str, address: &str) -> String {
    let vars = json!({ "PACK_CACHE": true, "ACCEPT_ACCESS_KEYS": true });
    let headers = [("authorization", authorization), ("content-length", "77")];
    let pack = reuse(vars, "POST", address, &headers).pack.unwrap();
    pack.scope.key(&CloneRequest::parse(CLONE).unwrap())
}

#[test]
fn uses_no_cache_unless_the_operator_enables_one() {
    let authorization = signed(0);
    for vars in [
        json!({}),
        json!({ "PACK_CACHE": false, "REFS_CACHE_SECONDS": 0 }),
    ] {
        let headers = [("authorization", &*authorization), ("content-length", "77")];
        let address = "/eu-west-1/app/git-upload-pack";
        assert_eq!(upstream(vars, "POST", address, &headers).reuse, None);
    }
}

#[test]
fn reuses_packs_for_short_requests_of_fetches() {
    let vars = || json!({ "PACK_CACHE": true });
    let authorization = signed(0);
    assert!(fetch(vars(), &authorization, "65536").pack.is_some());
    assert!(fetch(vars(), &authorization, "65537").pack.is_none());
    for (method, address) in [
        ("GET", format!("/eu-west-1/app/{DISCOVERY}")),
        ("POST", "/eu-west-1/app/git-receive-pack".to_owned()),
    ] {
        let headers = [("authorization", &*authorization), ("content-length", "77")];
        assert!(
            reuse(vars(), method, &address, &headers).pack.is_none(),
            "{address}"
        );
    }
}

#[test]
fn shares_packs_only_within_an_access_key_or_a_user_name_while_the_account_is_unknown() {
    let address = "/eu-west-1/app/git-upload-pack";
    let by_signature = pack_key(&signed(0), address);
    assert_eq!(
        pack_key(&signed(60), address),
        by_signature,
        "signed at another time"
    );
    let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    let others = [
        pack_key(&basic("AKIAI44QH8DHBEXAMPLE", secret), address),
        pack_key(&basic("alice-at-123456789012", secret), address),
        pack_key(&basic("bob-at-123456789012", secret), address),
        pack_key(&signed(0), "/eu-west-1/other/git-upload-pack"),
        pack_key(&signed(0), "/us-east-1/app/git-upload-pack"),
    ];
    let mut all = vec![by_signature];
    for key in others {
        assert!(!all.contains(&key));
        all.push(key);
    }
}

#[test]
fn asks_codecommit_with_the_callers_own_authorization_before_a_pack_is_served() {
    let authorization = signed(0);
    let url = format!("{EDGE}/eu-west-1/app/git-upload-pack");
    let request = head("POST", &url)
        .with("authorization", &authorization)
        .with("content-type", "application/x-git-upload-pack-request")
        .with("content-encoding", "gzip")
        .with("git-protocol", "version=2")
        .with("content-length", "77");
    let planned = plan(&config(json!({ "PACK_CACHE": true })), &request, now());
    let edge_proxy::Plan::Forward {
        confirmation,
        upstream,
        ..
    } = planned.plan
    else {
        panic!("is not forwarded");
    };
    let confirmation = confirmation.unwrap();
    assert_eq!(
        confirmation.url,
        format!("https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app/{DISCOVERY}")
    );
    assert_eq!(
        confirmation.header("authorization"),
        upstream.header("authorization")
    );
    for name in ["content-encoding", "content-type", "git-protocol"] {
        assert_eq!(confirmation.header(name), None, "{name}");
        assert!(upstream.header(name).is_some(), "{name}");
    }
    assert_eq!(confirmation.timeout_seconds, Some(30));
}

#[test]
fn shares_refs_only_with_the_same_credential_at_the_same_address() {
    let id = |address: &str, headers: &[(&'static str, &str)]| {
        let vars = json!({
            "REFS_CACHE_SECONDS": 10,
            "PROFILES": { "payments": { "regions": ["eu-west-1"] } },
        });
        match reuse(vars, "GET", &format!("{address}/{DISCOVERY}"), headers).refs {
            Some(RefsReuse::Share { id, seconds, .. }) => {
                assert_eq!(seconds, 10);
                id
            }
            other => panic!("{other:?}"),
        }
    };
    let mine = signed(0);
    let later = signed(1);
    let mut all = vec![id("/eu-west-1/app", &[("authorization", &mine)])];
    assert_eq!(id("/eu-west-1/app", &[("authorization", &mine)]), all[0]);
    for (address, headers) in [
        ("/eu-west-1/app", vec![("authorization", &*later)]),
        ("/eu-west-1/other", vec![("authorization", &*mine)]),
        ("/us-east-1/app", vec![("authorization", &*mine)]),
        ("/payments/eu-west-1/app", vec![("authorization", &*mine)]),
        (
            "/eu-west-1/app",
            vec![("authorization", &*mine), ("git-protocol", "version=2")],
        ),
    ] {
        let other = id(address, &headers);
        assert!(!all.contains(&other), "{address} {headers:?}");
        all.push(other);
    }
}

#[test]
fn a_push_invalidates_cached_refs_for_every_credential() {
    let vars = || json!({ "REFS_CACHE_SECONDS": 10 });
    let mine = signed(0);
    let other = basic("alice-at-123456789012", "secret");
    let headers = [("authorization", &*other), ("content-length", "77")];
    let pushed = reuse(vars(), "POST", "/eu-west-1/app/git-receive-pack", &headers).refs;
    let listed = reuse(
        vars(),
        "GET",
        &format!("/eu-west-1/app/{DISCOVERY}"),
        &[("authorization", &mine)],
    )
    .refs;
    let (
        Some(RefsReuse::Drop {
            repository,
            seconds: 10,
        }),
        Some(RefsReuse::Share {
            repository: shared, ..
        }),
    ) = (pushed, listed)
    else {
        panic!("{pushed:?} {listed:?}");
    };
    assert_eq!(repository, shared);
    let discovery = "/eu-west-1/app/info/refs?service=git-receive-pack";
    assert_eq!(
        reuse(vars(), "GET", discovery, &[("authorization", &mine)]).refs,
        None
    );
}

#[test]
fn limits_requests_by_account_or_access_key_and_region() {
    let place = |address: &str, authorization: &str| {
        let vars = json!({ "MAX_UPSTREAM_REQUESTS": 20, "ACCEPT_ACCESS_KEYS": true });
        let headers = [("authorization", authorization)];
        let place = reuse(vars, "GET", &format!("{address}/{DISCOVERY}"), &headers)
            .place
            .unwrap();
        assert_eq!(place.limit, 20);
        place.id
    };
    let mine = place("/eu-west-1/app", &signed(0));
    assert_eq!(place("/eu-west-1/other", &signed(9)), mine);
    assert_eq!(
        place("/eu-west-1/app", &basic(ACCESS_KEY_ID, "secret:token")),
        mine,
        "for any credential"
    );
    assert_ne!(place("/us-east-1/app", &signed(0)), mine);
    assert_ne!(
        place("/eu-west-1/app", &basic("AKIAI44QH8DHBEXAMPLE", "secret")),
        mine
    );
}

#[test]
fn tells_the_forwarder_in_three_lines() {
    let vars = json!({
        "PACK_CACHE": true, "PACK_CACHE_SECONDS": 60, "PACK_CACHE_MAX_BYTES": 1000,
        "REFS_CACHE_SECONDS": 5, "MAX_UPSTREAM_REQUESTS": 7,
    });
    let authorization = signed(0);
    let headers = [("authorization", &*authorization), ("content-length", "77")];
    let lines = upstream(vars, "POST", "/eu-west-1/app/git-upload-pack", &headers).to_lines();
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines[2..6], ["30000", "short", "1", "77"]);
    assert_eq!(lines[7], "1000 60");
    let words: Vec<&str> = lines[8].split(' ').collect();
    assert!(
        matches!(words[..], ["share", "5", repository, id] if repository.len() == 64 && id.len() == 64)
    );
    let words: Vec<&str> = lines[9].split(' ').collect();
    assert!(matches!(words[..], ["7", id] if id.len() == 64));
}
