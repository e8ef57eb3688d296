//! Redirect URIs lead only to loopback.

use super::is_on_loopback;
use edge_proxy::oauth::RedirectUri;
use proptest::prelude::*;
use url::Url;

#[test]
fn accepts_redirect_uris_on_loopback() {
    for text in [
        "http://127.0.0.1",
        "http://127.0.0.1/",
        "http://127.0.0.1:1",
        "http://127.0.0.1:65535/",
        "http://[::1]",
        "http://[::1]:51000/callback",
        "http://localhost",
        "http://localhost:8080/a/b-c/d_e~f.g",
    ] {
        let uri = RedirectUri::parse(text).unwrap();
        assert_eq!(uri.as_str(), text);
        assert!(is_on_loopback(text), "{text}");
    }
    let longest = format!("http://localhost/{}", "a".repeat(239));
    assert!(RedirectUri::parse(&longest).is_some());
}

#[test]
fn rejects_redirect_uris_outside_loopback() {
    let long = format!("http://localhost/{}", "a".repeat(240));
    for text in [
        "",
        "/",
        "http:",
        "http://",
        "http:///",
        "http:127.0.0.1",
        "http:/127.0.0.1",
        "http:\\\\127.0.0.1",
        "//127.0.0.1",
        "127.0.0.1:80",
        "localhost",
        // Other schemes.
        "https://127.0.0.1",
        "https://localhost:8443/",
        "HTTP://127.0.0.1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "git-credential://callback",
        "urn:ietf:wg:oauth:2.0:oob",
        // Other hosts.
        "http://example.com",
        "http://edge.example.com",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1evil.example",
        "http://127.0.0.10",
        "http://localhost.evil.example",
        "http://localhost-evil.example",
        "http://evil.example/127.0.0.1",
        "http://evil.example/http://127.0.0.1",
        "http://evil.example:80/localhost",
        "http://[::1].evil.example",
        "http://[::2]",
        "http://[::]",
        // Other spellings of loopback, which other parsers may read differently.
        "http://127.0.0.2",
        "http://127.1",
        "http://0x7f.0.0.1",
        "http://2130706433",
        "http://0177.0.0.1",
        "http://127.0.0.1.",
        "http://localhost.",
        "http://LOCALHOST",
        "http://[0:0:0:0:0:0:0:1]",
        "http://[::ffff:127.0.0.1]",
        "http://[::1%25lo]",
        "http://[::1",
        "http://::1",
        "http://１２７.0.0.1",
        "http://127。0。0。1",
        "http://%31%32%37.0.0.1",
        // User information, behind which other parsers may find the host.
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1:80@evil.example",
        "http://localhost:pass@evil.example/",
        "http://user@127.0.0.1",
        "http://@127.0.0.1",
        "http://127.0.0.1\\@evil.example",
        "http://127.0.0.1/\\@evil.example",
        "http://127.0.0.1\\.evil.example",
        "http://127.0.0.1/@evil.example",
        // Invalid ports.
        "http://127.0.0.1:",
        "http://127.0.0.1:/",
        "http://127.0.0.1:0",
        "http://127.0.0.1:65536",
        "http://127.0.0.1:99999999999999999999",
        "http://127.0.0.1:+80",
        "http://127.0.0.1:-1",
        "http://127.0.0.1:8 0",
        "http://127.0.0.1:80:80",
        "http://127.0.0.1:８０",
        "http://127.0.0.1:http",
        "http://[::1]80",
        // Queries, fragments, and characters that could start one.
        "http://127.0.0.1?",
        "http://127.0.0.1/?code=other",
        "http://127.0.0.1#",
        "http://127.0.0.1/#fragment",
        "http://127.0.0.1/%3fcode=other",
        "http://127.0.0.1/;a",
        "http://127.0.0.1/a:b",
        "http://127.0.0.1/a=b&c",
        // Characters that are invalid in a URL or that parsers drop.
        " http://127.0.0.1",
        "http://127.0.0.1 ",
        "http://127.0.0.1/a b",
        "http://127.0.0.1\n",
        "http://127.0.0.1/\r\nlocation: http://evil.example",
        "ht\ttp://127.0.0.1",
        "http://127.0.\t0.1",
        "http://127.0.0.1/\0",
        "http://127.0.0.1/ü",
        "http://127.0.0.1/\u{202e}",
        "http://127.0.0.1/<script>",
        "http://127.0.0.1/\"",
        &long,
    ] {
        assert_eq!(RedirectUri::parse(text), None, "{text:?}");
    }
}

proptest! {
    #[test]
    fn accepts_only_uris_that_browsers_resolve_to_loopback(
        text in "(http://|https?:[/\\\\]{0,3})(127\\.0\\.0\\.1|\\[::1\\]|localhost|[a-z0-9.@\\[\\]:]{0,8})(:[0-9+@]{0,6})?(/[/a-zA-Z0-9.@:\\\\%?#\t~_-]{0,12})?",
    ) {
        if let Some(uri) = RedirectUri::parse(&text) {
            prop_assert_eq!(uri.as_str(), &text);
            prop_assert!(is_on_loopback(&text), "{}", text);
        }
    }

    #[test]
    fn encodes_any_parameter_in_the_query(
        path in "(/[a-z.]{0,4}){0,3}",
        values in prop::collection::vec(prop::option::of(any::<String>()), 0..4),
    ) {
        let text = format!("http://localhost:51000{path}");
        let names = ["code", "state", "iss", "error"];
        let parameters: Vec<(&str, Option<&str>)> = names
            .into_iter()
            .zip(values.iter().map(Option::as_deref))
            .collect();
        let url = RedirectUri::parse(&text).unwrap().with(&parameters);
        let told: Vec<(String, String)> = Url::parse(&url).unwrap().query_pairs().into_owned().collect();
        let expected: Vec<(String, String)> = parameters
            .iter()
            .filter_map(|(name, value)| Some(((*name).to_owned(), (*value)?.to_owned())))
            .collect();
        prop_assert_eq!(told, expected);
        // Some parsers do not skip an empty part of a query.
        let query = url.strip_prefix(&text).and_then(|query| query.strip_prefix('?')).unwrap();
        prop_assert!(query.is_empty() || query.split('&').all(|part| part.contains('=')));
    }
}
