//! Repositories' addresses in a browser.

use crate::support::{EDGE, answer, config, federated, head, header, now, with_page};
use edge_proxy::http::{EdgeResponse, RequestHead};
use edge_proxy::{Config, plan};
use serde_json::json;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

fn asked(
    config: &Config,
    path: &str,
    change: impl Fn(RequestHead<'_>) -> RequestHead<'_>,
) -> EdgeResponse {
    let url = format!("{EDGE}{path}");
    let request = head("GET", &url).with("accept", BROWSER);
    answer(plan(config, &change(request), now()))
}

fn edge() -> Config {
    with_page(federated(json!({ "DEFAULT_REGION": "eu-west-3" })))
}

fn same(request: RequestHead<'_>) -> RequestHead<'_> {
    request
}

#[test]
fn redirects_browsers_at_a_repository_address_to_the_page() {
    for (path, hash) in [
        ("/eu-west-1/app", "#/eu-west-1/app"),
        ("/eu-west-1/app/", "#/eu-west-1/app"),
        ("/eu-west-1/My.App_2.git", "#/eu-west-1/My.App_2"),
        ("/eu-west-1/app?a=b", "#/eu-west-1/app"),
        ("/pay/eu-west-1/app", "#/pay/eu-west-1/app"),
        ("/v1/repos/app", "#/eu-west-3/app"),
        (
            "/git-codecommit.eu-west-1.amazonaws.com/v1/repos/app",
            "#/eu-west-1/app",
        ),
    ] {
        for destination in ["", "document"] {
            let response = asked(&edge(), path, |request| match destination {
                "" => request,
                _ => request.with("sec-fetch-dest", destination),
            });
            assert_eq!(response.status, 303, "{path}");
            assert_eq!(header(&response, "location"), Some(&*format!("/{hash}")));
            assert_eq!(header(&response, "cache-control"), Some("no-store"));
        }
    }
    let url = format!("{EDGE}/pay/eu-west-1/app");
    let log = plan(&edge(), &head("GET", &url).with("accept", BROWSER), now()).log;
    assert_eq!((log.route, log.profile.as_deref()), ("home", Some("pay")));
    assert_eq!(log.repository.as_deref(), Some("app"));
}

#[test]
fn redirects_no_other_request_to_the_page() {
    let edge = edge();
    let without_page = config(federated(json!({})));
    let refusals = [
        asked(&without_page, "/eu-west-1/app", same),
        asked(&edge, "/eu-west-1/app", |it| it.with("accept", "*/*")),
        asked(&edge, "/eu-west-1/app", |it| it.without("accept")),
        asked(&edge, "/eu-west-1/app", |it| {
            it.with("sec-fetch-dest", "image")
        }),
        asked(&edge, "/eu-west-1/app", |it| {
            it.with("sec-fetch-dest", "empty")
        }),
        asked(&edge, "/eu-west-1/app", |it| RequestHead {
            method: "POST",
            ..it
        }),
        asked(&edge, "/eu-west-1/..", same),
        asked(&edge, "/eu-west-1/app%2f", same),
        asked(&edge, "/eu-west-1//evil.example", same),
        asked(&edge, "//evil.example/eu-west-1/app", same),
        asked(&edge, "/europe/app", same),
        asked(&edge, "/nope/eu-west-1/app", same),
        asked(&edge, "/eu-west-1/app/tree/main", same),
        asked(&edge, "/eu-west-1/app/info/lfs/locks", same),
        // These addresses are git's, whatever the headers say.
        asked(
            &edge,
            "/eu-west-1/app/info/refs?service=git-upload-pack",
            same,
        ),
        asked(&edge, "/eu-west-1/app/git-upload-pack", same),
    ];
    for refusal in refusals {
        assert!(refusal.status >= 400, "{:?}", header(&refusal, "location"));
    }
}
