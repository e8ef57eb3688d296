//! Headers and assets of the pages.

use super::{all_pages, skeleton};
use crate::support::{header, text};
use edge_proxy::pages;

#[test]
fn sends_security_headers_and_loads_only_own_assets() {
    let pages = all_pages("text", "/next");
    for page in &pages {
        for (name, value) in [
            ("content-type", "text/html; charset=utf-8"),
            (
                "content-security-policy",
                "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
        ] {
            // The page that sends a program its code may also submit to that program.
            let seen = header(page, name).map(|it| it.replace(" http://127.0.0.1:49152;", ";"));
            assert_eq!(seen.as_deref(), Some(value), "{name}");
        }
        let permissions = header(page, "permissions-policy").unwrap();
        for feature in ["camera=()", "geolocation=()", "microphone=()", "usb=()"] {
            assert!(permissions.contains(feature), "{permissions}");
        }
        assert!(!permissions.contains("clipboard-write"), "{permissions}");
        let html = text(page);
        assert!(html.starts_with("<!doctype html><html lang=en>"), "{html}");
        assert_eq!(html.matches("<h1>").count(), 1, "{html}");
        assert!(html.contains("<meta name=viewport"));
        // Loads nothing from elsewhere and needs nothing that the policy forbids.
        for never in ["style=", "<style", " on", "src=http", "src=//"] {
            assert!(
                !skeleton(page).iter().any(|tag| tag.contains(never)),
                "{never}: {html}"
            );
        }
        for asset in ["/assets/edge.css", "/assets/allow.js", "/assets/copy.js"] {
            assert!(pages::asset(asset).is_some());
        }
        let own = ["allow", "copy"].map(|name| {
            let script = format!("<script src=/assets/{name}.js defer></script>");
            html.matches(&script).count()
        });
        assert_eq!(html.matches("<script").count(), own.iter().sum::<usize>());
    }
    assert!(pages.iter().any(|page| text(page).contains("<script")));
}

#[test]
fn caches_assets_for_an_hour() {
    for (path, content_type) in [
        ("/assets/edge.css", "text/css; charset=utf-8"),
        ("/assets/allow.js", "text/javascript; charset=utf-8"),
        ("/assets/copy.js", "text/javascript; charset=utf-8"),
    ] {
        let asset = pages::asset(path).unwrap();
        assert_eq!((asset.status, asset.code), (200, None));
        assert_eq!(header(&asset, "content-type"), Some(content_type));
        assert_eq!(
            header(&asset, "cache-control"),
            Some("public, max-age=3600")
        );
        assert_eq!(header(&asset, "x-content-type-options"), Some("nosniff"));
    }
    for path in ["/assets/", "/assets/edge.css/", "/assets/../edge.css", ""] {
        assert_eq!(pages::asset(path), None, "{path}");
    }
}
