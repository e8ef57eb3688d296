//! The pages: that whatever is in a text stays text, that nothing of others is loaded, and that people
//! are told what to look out for.

use crate::support::{EDGE, header, text};
use edge_proxy::http::EdgeResponse;
use edge_proxy::pages;
use edge_proxy::pages::{
    Account, Html, Setup, choose_account, choose_provider, choose_role, device_code_form,
    device_decision, device_done, device_request, helper_decision, identity_center_wait, problem,
    setup,
};
use proptest::prelude::*;
use url::{Host, Url};

/// What ends texts, attributes, tags, comments and scripts, and starts new ones.
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

/// Every page, with `text` wherever a text goes and `href` wherever an address goes.
fn all(text: &str, href: &str) -> Vec<EdgeResponse> {
    let account = Account {
        id: text,
        name: text,
        email: text,
        href,
    };
    let setup_of = |login, compatibility| {
        let value: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let query = match compatibility {
            true => format!("with=oauth&profile=payments&region={value}&repository={value}"),
            false => format!("with={value}"),
        };
        let setup_of = Setup {
            origin: EDGE,
            login,
            tokens: login,
            sessions: login,
            access_keys: login,
            default_region: Some(text),
            profiles: &[text, "payments"],
            compatibility,
            read_only: login,
        };
        setup(&setup_of, &query)
    };
    vec![
        choose_provider(text, &[(text, href), ("Other", "/login/other")]),
        choose_provider(text, &[]),
        choose_account(&[account, account]),
        choose_account(&[]),
        choose_role(text, &[(text, href)]),
        choose_role(text, &[]),
        device_code_form(None, text),
        device_code_form(Some(text), text),
        device_request(text, &[(text, text), (text, text)], href),
        device_request(text, &[], href),
        device_decision(text, text, &[(text, text)]),
        helper_decision(text, text, &[(text, text)], "http://127.0.0.1:49152"),
        device_done(true),
        device_done(false),
        identity_center_wait(text, href, href, 5),
        problem(403, text, text, "access_denied", text, Some((text, text))),
        setup_of(true, false),
        setup_of(true, true),
        setup_of(false, false),
    ]
}

/// A page's tags, with the values of their attributes left out.
fn skeleton(answer: &EdgeResponse) -> Vec<String> {
    let text = text(answer);
    let tags = text.split('<').skip(1).map(|part| {
        let (tag, rest) = part.split_once('>').unwrap();
        assert!(!rest.contains('>'), "{rest}");
        let outside = tag.split('"').step_by(2);
        outside.collect::<Vec<_>>().join("\"\"")
    });
    tags.collect()
}

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
    fn any_text_comes_out_inert(any in any::<String>(), marks in "[<>&\"'=/! a-z;#\u{202e}\u{2067}]{0,40}") {
        let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        for text in [&any, &marks] {
            let mut html = Html::default();
            html.text(text);
            prop_assert!(!html.as_str().contains(['<', '>', '"', '\'']));
            prop_assert_eq!(unescaped(html.as_str()), text.replace(turns, "\u{fffd}"));

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

    /// Against the parser of browsers: whatever is made a link leads where it is seen to lead.
    #[test]
    fn links_lead_to_this_edge_or_over_https(
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
fn hostile_texts_change_no_page() {
    let plain: Vec<_> = all("text", "/next").iter().map(skeleton).collect();
    // A hostile name of a profile or a region is in no command, and so is not on the page at all.
    let names: Vec<_> = all("te xt", "/next").iter().map(skeleton).collect();
    for hostile in HOSTILE {
        for (at, page) in all(hostile, "/next").iter().enumerate() {
            let found = skeleton(page);
            assert!(
                found == plain[at] || found == names[at],
                "{hostile}: {found:?}"
            );
        }
    }
}

#[test]
fn hostile_addresses_are_no_links() {
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
        for page in all("text", href) {
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
fn links_keep_their_queries() {
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

#[test]
fn every_page_keeps_to_itself() {
    let pages = all("text", "/next");
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
            // The page that sends a helper its code leads to that helper as well.
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
        // Neither loads from elsewhere, nor needs what the policy forbids.
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
fn assets_may_be_kept_for_an_hour() {
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

#[test]
fn a_provider_an_account_and_a_role_are_chosen_by_links() {
    let page = text(&choose_provider(
        "edge.example.com",
        &[("Company", "/login/company?a=1&b=2")],
    ));
    assert!(page.contains("<h1>Sign in to edge.example.com</h1>"));
    assert!(page.contains("<a href=\"/login/company?a=1&amp;b=2\"><b>Company</b></a>"));

    let account = Account {
        id: "123456789012",
        name: "payments",
        email: "pay@example.com",
        href: "/login/account",
    };
    let page = text(&choose_account(&[account]));
    assert!(page.contains("<b>payments</b><span>123456789012 · pay@example.com</span>"));
    let page = text(&choose_account(&[Account {
        name: "",
        email: "",
        ..account
    }]));
    assert!(page.contains("<b>123456789012</b></a>"));

    let page = text(&choose_role(
        "payments",
        &[("Reader", "/r"), ("Writer", "/w")],
    ));
    assert!(page.contains("<h1>Choose a role in payments</h1>"));
    assert!(page.contains("<a href=\"/w\"><b>Writer</b></a>"));
}

#[test]
fn a_wrong_code_is_shown_again_with_the_reason() {
    let form = device_code_form(None, "");
    assert_eq!(form.status, 200);
    assert!(!text(&form).contains("role=alert"));

    let form = device_code_form(Some("There is no such code."), "ABCD-\"EFG");
    assert_eq!(form.status, 400);
    let form = text(&form);
    assert!(form.contains("<p role=alert id=message>There is no such code.</p>"));
    assert!(form.contains("<form action=/device><label for=user_code>"));
    assert!(form.contains(" value=\"ABCD-&quot;EFG\" aria-invalid=true aria-describedby=message>"));
}

#[test]
fn a_device_is_let_in_by_those_alone_who_were_warned() {
    let details = [("Asked", "2 minutes ago"), ("For", "payments")];
    let page = text(&device_request("ABCD-EFGH", &details, "/login?flow=1"));
    for part in [
        "<p class=code>ABCD-EFGH</p>",
        "<dt>Asked<dd>2 minutes ago<dt>For<dd>payments",
        "<strong>Go on only if you started this yourself</strong>",
        "href=\"/login?flow=1\">Sign in to continue</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let page = text(&device_decision("flow-1", "alice@example.com", &details));
    for part in [
        "<h1>Allow git on that device to act as alice@example.com?</h1>",
        "<strong>Allow it only if you started this yourself.</strong>",
        "<form method=post action=/oauth/decision><input type=hidden name=flow value=\"flow-1\">",
        "<button name=decision value=allow>Allow</button>",
        "name=decision value=deny>Deny</button>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_ne!(device_done(true), device_done(false));
}

#[test]
fn asks_before_a_program_gets_a_code() {
    let details = [
        ("Program", "git"),
        ("Listens at", "http://127.0.0.1:43123/"),
        ("Access", "read and write"),
    ];
    let source = "http://127.0.0.1:43123";
    let answer = helper_decision("flow-1", "alice@example.com", &details, source);
    let page = text(&answer);
    for part in [
        "<h1>Let git on this computer act as alice@example.com?</h1>",
        "<dt>Program<dd>git<dt>Listens at<dd>http://127.0.0.1:43123/<dt>Access<dd>read and write",
        "<form method=post action=/oauth/decision><input type=hidden name=flow value=\"flow-1\">",
        // Enter confirms.
        "<button name=decision value=allow autofocus>Allow</button>",
        "<button class=plain name=decision value=deny>Deny</button>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // Browsers check where the answer to a form leads as well.
    let policy = header(&answer, "content-security-policy").unwrap();
    assert!(policy.contains("; form-action 'self' http://127.0.0.1:43123; "));
    assert!(policy.contains("frame-ancestors 'none'"));
    let device = device_decision("flow-1", "alice@example.com", &details);
    let policy = header(&device, "content-security-policy").unwrap();
    assert!(policy.contains("; form-action 'self'; "));
}

#[test]
fn the_wait_for_aws_goes_on_by_itself() {
    let aws = "https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH";
    let page = text(&identity_center_wait("ABCD-EFGH", aws, "/login/wait", 5));
    for part in [
        "<meta http-equiv=refresh content=\"5;url=/login/wait\">",
        "<p class=code>ABCD-EFGH</p>",
        "<a target=_blank rel=\"noopener noreferrer\" class=button href=\"https://device.sso.",
        "href=\"/login/wait\">Continue</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }

    let page = text(&identity_center_wait("A", "http://evil.tld/", "/", 0));
    assert!(page.contains("<code>http://evil.tld/</code>"));
    assert!(page.contains("content=\"1;url=/\""));
    let page = text(&identity_center_wait("A", aws, "javascript:alert(1)", 5));
    assert!(page.contains("content=\"5\""));
    assert!(!page.contains("javascript:"));
}

#[test]
fn a_problem_has_its_code_where_programs_look() {
    let page = problem(
        403,
        "Not let in",
        "No rule lets you in.",
        "access_denied",
        "8f1a",
        None,
    );
    assert_eq!((page.status, page.code), (403, Some("access_denied")));
    assert_eq!(
        header(&page, "x-codecommit-edge-code"),
        Some("access_denied")
    );
    let page = text(&page);
    assert!(page.contains("<p role=alert>No rule lets you in.</p>"));
    assert!(page.contains("<code>8f1a</code>"));
}
