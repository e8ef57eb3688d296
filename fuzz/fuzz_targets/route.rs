//! The edge's addresses: what is forwarded goes to a CodeCommit repository, and other parsers read
//! the address as the edge does.
//!
//! The input is a request's head in the shell's format: see `RequestHead::from_lines`.

#![no_main]

use std::sync::LazyLock;

use codecommit_edge_fuzz::{assert_seen_alike, is_codecommit_host, now};
use edge_proxy::git::GitRequest;
use edge_proxy::git::service::Phase;
use edge_proxy::http::{EdgeResponse, RequestHead};
use edge_proxy::plan::UpstreamRequest;
use edge_proxy::plan::route::Route;
use edge_proxy::{Config, Plan, plan};
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use signer_wasm::{Endpoint, Remote};
use url::Url;

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let vars = json!({
        "DEFAULT_REGION": "eu-west-1",
        "DEFAULT_PROFILE": "pay",
        "PROFILES": {
            "open": { "access": "write" },
            "pay": { "role_arn": "arn:aws:iam::123456789012:role/pay-reader", "access": "read" },
        },
        "ALLOWED_ORIGINS": ["https://app.example.com"],
        "ACCEPT_ACCESS_KEYS": true,
        "SESSION_KEYS": "one:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    });
    let config = Config::from_vars(vars.as_object().expect("an object")).expect("a configuration");
    Config {
        has_page: true,
        ..config
    }
});

fuzz_target!(|lines: &str| {
    let request = RequestHead::from_lines(lines);
    let (path, query) = request.path_and_query();

    match Route::parse(request.method, path, query, &CONFIG) {
        Ok(Route::Git(route)) => assert_is_a_repository(&route, &request),
        Ok(_) => {}
        Err(error) => {
            assert!(matches!(error.status(), 400..=405 | 501));
            assert!(error.public_message().len() <= 512);
        }
    }

    if let Ok(seen) = Url::parse(request.url)
        && seen.as_str() == request.url
        && matches!(seen.scheme(), "http" | "https")
        && seen.username().is_empty()
        && seen.password().is_none()
        // `OPTIONS *` appends its target to the host, which cannot contain one.
        && !seen.host_str().is_some_and(|host| host.contains('*'))
    {
        assert_eq!(request.own_origin(), seen.origin().ascii_serialization());
        if seen.fragment().is_none() {
            assert_eq!((path, query), (seen.path(), seen.query()));
        }
    }

    match plan(&CONFIG, &request, now()).plan {
        Plan::Forward { upstream, .. } => assert_is_sent_to_codecommit(&upstream),
        Plan::Respond(answer) => assert_is_an_answer(&answer, &request),
        _ => {}
    }
});

fn assert_is_a_repository(route: &GitRequest, request: &RequestHead<'_>) {
    let remote = &route.remote;
    assert!(is_codecommit_host(remote.host().as_str(), false));
    assert!(!matches!(remote.host().endpoint(), Endpoint::Vpc { .. }));
    assert_eq!(
        Remote::parse(&remote.to_string(), None).as_ref(),
        Ok(remote)
    );
    assert!(
        route
            .profile
            .as_ref()
            .is_none_or(|profile| CONFIG.profiles.contains_key(profile))
    );
    assert_eq!(
        request.method,
        match route.phase {
            Phase::Discovery => "GET",
            Phase::Rpc => "POST",
        }
    );

    let upstream =
        UpstreamRequest::new(route, None, request, &CONFIG, now()).expect("nothing is signed here");
    let (service, name) = (route.service.name(), remote.repository());
    let query = format!("service={service}");
    let (request_path, query) = match route.phase {
        Phase::Discovery => ("info/refs", Some(query.as_str())),
        Phase::Rpc => (service, None),
    };
    let path = format!("/v1/repos/{name}/{request_path}");
    assert_seen_alike(&upstream.url, remote.host().as_str(), &path, query);

    // A WHATWG parser in front of the edge would not change the path.
    let (own_path, own_query) = request.path_and_query();
    let address = match (own_path, own_query) {
        ("/", Some(url)) => url.to_owned(),
        (path, None) => format!("https://edge.example.com{path}"),
        (path, Some(query)) => format!("https://edge.example.com{path}?{query}"),
    };
    assert_eq!(Url::parse(&address).expect("a URL").as_str(), address);

    // The same repository in the two simple forms of addresses.
    let forms = [
        format!("/{}/v1/repos/{name}/{request_path}", remote.host()),
        format!("/{}/{name}/{request_path}", remote.region()),
    ];
    let forms = match remote.host().endpoint() {
        Endpoint::Public => &forms[..],
        _ => &forms[..1],
    };
    for form in forms {
        let Ok(Route::Git(again)) = Route::parse(request.method, form, query, &CONFIG) else {
            panic!("{form} is refused");
        };
        assert_eq!(again.remote, *remote);
        assert_eq!((again.service, again.phase), (route.service, route.phase));
    }
}

fn assert_is_sent_to_codecommit(upstream: &UpstreamRequest) {
    let seen = Url::parse(&upstream.url).expect("a URL that can be fetched");
    assert_eq!(seen.scheme(), "https");
    assert!(is_codecommit_host(
        seen.host_str().unwrap_or_default(),
        false
    ));
    assert!(seen.path().starts_with("/v1/repos/"));
    assert_eq!(upstream.headers.lines().count() % 2, 0);
}

/// The caller cannot inject a header. The runtime allows no control character in `Origin`, the only
/// header that is echoed.
fn assert_is_an_answer(answer: &EdgeResponse, request: &RequestHead<'_>) {
    assert!((200..600).contains(&answer.status));
    assert!(answer.body.len() <= 4096);
    let has_control = |text: &str| text.contains(['\r', '\n', '\0']);
    let is_possible = !request.header("origin").is_some_and(has_control);
    for (name, value) in &answer.headers {
        assert!(!is_possible || !has_control(value), "{name}: {value:?}");
        // A repository's address leads a browser to this edge's page, and nowhere else.
        assert!(*name != "location" || is_on_the_page(value), "{value}");
    }
}

fn is_on_the_page(location: &str) -> bool {
    let Some(names) = location.strip_prefix("/#/") else {
        return false;
    };
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-".contains(&b);
    names.bytes().all(is_plain) && matches!(names.split('/').count(), 2 | 3)
}
