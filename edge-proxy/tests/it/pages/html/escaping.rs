//! Text stays text, and only safe addresses become links.

use super::{all_pages, skeleton};
use crate::support::{EDGE, text};
use edge_proxy::pages::{Html, device_request};
use proptest::prelude::*;
use url::{Host, Url};

/// Text that would end an attribute, tag, comment or script and start another.
const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</title></textarea></style><svg onload=alert(1)>",
    "--><!--<base href=//evil.tld>",
    "&lt;script&gt;&#x3c;b&#62;",
    "javascript:alert(1)",
    "\0\r\n\t\u{202e}\u{2028}<\u{fffe}",
];

fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (entity, character)| {
        text.replace(entity, character)
    })
}

proptest! {
    #[test]
    fn escapes_any_text(any in any::<String>(), marks in "[<>&\"'=/!` a-z;#\u{202e}\u{2067}]{0,40}") {
        let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        for text in [&any, &marks] {
            let mut html = Html::default();
            html.text(text);
            prop_assert!(!html.as_str().contains(['<', '>', '"', '\'']));
            prop_assert_eq!(unescaped(html.as_str()), text.replace(turns, "\u{fffd}"));

            let mut message = Html::default();
            message.message(text);
            let without_code = message.as_str().replace("<code>", "`").replace("</code>", "`");
            prop_assert_eq!(&without_code, html.as_str());

            let mut attribute = Html::default();
            attribute.attribute("value", text);
            let value = attribute
                .as_str()
                .strip_prefix(" value=\"")
                .and_then(|rest| rest.strip_suffix('"'))
                .unwrap();
            prop_assert_eq!(value, html.as_str());
        }
    }

    /// Compares with the URL parser of browsers: a link leads where its text says.
    #[test]
    fn links_only_to_this_edge_https_and_loopback(
        start in "(https?:)?[/\\\\]{0,3}|javascript:|data:|HTTPS://|\t|",
        host in "[a-z0-9.@:\\[\\]\\\\-]{0,12}|localhost|127\\.0\\.0\\.1(:80)?|\\[::1\\]",
        rest in "[/?#\\\\\t\n@:a-z%.]{0,12}",
    ) {
        let href = format!("{start}{host}{rest}");
        let page = text(&device_request("CODE", &[], &href));
        if let Some((_, link)) = page.split_once("href=\"") {
            let followed = unescaped(link.split('"').next().unwrap());
            prop_assert_eq!(&followed, &href);
            if let Ok(url) = Url::parse(EDGE).unwrap().join(&href) {
                let own = url.origin() == Url::parse(EDGE).unwrap().origin();
                prop_assert_eq!(own, href.starts_with('/') || href.starts_with(EDGE));
                let on_loopback = match url.host() {
                    Some(Host::Domain(name)) => name == "localhost",
                    Some(Host::Ipv4(address)) => address.is_loopback(),
                    Some(Host::Ipv6(address)) => address.is_loopback(),
                    None => false,
                };
                prop_assert!(url.scheme() == "https" || (url.scheme() == "http" && on_loopback));
                prop_assert_eq!(url.username(), "");
            }
        }
    }
}

#[test]
fn hostile_text_does_not_change_the_tags_of_a_page() {
    let plain: Vec<_> = all_pages("text", "/next").iter().map(skeleton).collect();
    // A hostile profile or region name is in no command, and therefore not on the page.
    let names: Vec<_> = all_pages("te xt", "/next").iter().map(skeleton).collect();
    for hostile in HOSTILE {
        for (at, page) in all_pages(hostile, "/next").iter().enumerate() {
            let found = skeleton(page);
            assert!(
                found == plain[at] || found == names[at],
                "{hostile}: {found:?}"
            );
        }
    }
}

#[test]
fn does_not_link_hostile_addresses() {
    for href in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.tld/",
        "/\\evil.tld/",
        "/\t/evil.tld/",
        "\\\\evil.tld/",
        " /next",
        "",
        "next",
        "http://evil.tld/",
        "http://localhost.evil.tld/",
        "http://127.0.0.1@evil.tld/",
        "https://edge.example.com@evil.tld/",
        "https://edge.example.com\\@evil.tld/",
        "https:evil.tld",
        "https://",
        "ftp://127.0.0.1/",
    ] {
        for page in all_pages("text", href) {
            let links = text(&page);
            for link in links.split("<a").skip(1) {
                let tag = link.split('>').next().unwrap();
                let tag = format!("{tag}>");
                let own = [
                    "href=\"/login/other\"",
                    "href=/setup>",
                    "href=\"/setup?with=",
                ];
                assert!(
                    !tag.contains("href") || own.iter().any(|own| tag.contains(own)),
                    "{href:?}: {tag}"
                );
            }
        }
    }
}

#[test]
fn keeps_the_query_of_a_link() {
    for href in [
        "/login/company?flow=a&b='c'",
        "/",
        "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH",
        "https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH",
        "http://127.0.0.1:8080/identity-center/device",
        "http://localhost",
        "http://[::1]:8080?x",
    ] {
        let page = text(&device_request("CODE", &[], href));
        assert!(
            unescaped(&page).contains(&format!("<a class=button href=\"{href}\">")),
            "{page}"
        );
    }
}
