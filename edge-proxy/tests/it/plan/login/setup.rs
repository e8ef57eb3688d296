//! The set-up pages and the assets of the pages.

use super::{edge, request};
use crate::support::{EDGE, answer, config, header, login, text};
use serde_json::json;

#[test]
fn shows_set_up_for_the_edges_configuration() {
    let vars = json!({ "DEFAULT_REGION": "eu-central-1", "READ_ONLY": true });
    let config = config(login(vars));
    let first = answer(request(&config, "GET", "/setup"));
    assert_eq!(first.status, 200);
    assert!(text(&first).contains("read-only"));
    let page = answer(request(&config, "GET", "/setup?with=oauth&profile=pay"));
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
    let file = answer(request(&config, "GET", "/setup.gitconfig"));
    assert_eq!(file.status, 200);
    assert_eq!(
        header(&file, "content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert!(text(&file).contains(&format!("[credential \"{EDGE}\"]")));

    for address in ["/setup", "/setup?with=oauth"] {
        let bare = text(&answer(request(
            &crate::support::config(json!({})),
            "GET",
            address,
        )));
        assert!(!bare.contains("oauth"), "{bare}");
        assert!(bare.contains("SESSION_KEYS"), "{bare}");
    }
}

#[test]
fn serves_the_assets_of_the_pages() {
    for (path, content_type) in [
        ("/assets/edge.css", "text/css; charset=utf-8"),
        ("/assets/copy.js", "text/javascript; charset=utf-8"),
        ("/assets/edge.css?1", "text/css; charset=utf-8"),
    ] {
        let asset = answer(request(&edge(), "GET", path));
        assert_eq!(asset.status, 200, "{path}");
        assert_eq!(header(&asset, "content-type"), Some(content_type));
    }
    for path in [
        "/assets/",
        "/assets/edge.css/",
        "/assets/../Cargo.toml",
        "/assets/EDGE.css",
    ] {
        let refusal = answer(request(&edge(), "GET", path));
        assert_eq!((refusal.status, refusal.code), (404, Some("not_found")));
    }
}
