//! URLs are split as the WHATWG URL Standard's parser splits them: no parser finds another host in them.

use edge_proxy::util::{HttpUrl, Origin, Scheme};
use proptest::prelude::*;
use url::Url;

#[test]
fn takes_a_url_apart() {
    let url = HttpUrl::parse("https://Edge.example.com:8443/a/b?c=d#e").unwrap();
    assert_eq!(url.scheme(), Scheme::Https);
    assert_eq!(url.origin(), "https://Edge.example.com:8443");
    assert_eq!(url.authority(), "Edge.example.com:8443");
    assert_eq!(url.host(), "Edge.example.com");
    assert_eq!(url.rest(), "/a/b?c=d#e");

    let url = HttpUrl::parse("http://[::1]:8787?a").unwrap();
    assert_eq!(url.scheme(), Scheme::Http);
    assert_eq!(
        (url.host(), url.authority(), url.rest()),
        ("[::1]", "[::1]:8787", "?a")
    );
}

#[test]
fn rejects_urls_in_which_another_parser_could_find_another_host() {
    for text in [
        "",
        "https://",
        "https:///path",
        "https:edge.example",
        "https:/edge.example",
        "https:\\\\edge.example",
        "HTTPS://edge.example",
        "ftp://edge.example",
        "//edge.example",
        "https://user@edge.example",
        "https://user:secret@edge.example",
        "https://edge.example\\@evil.example",
        "https://edge.example\\.evil.example",
        "https://edge.example*evil.example",
        "https://edge.example/\\evil.example",
        "https://edge%2eexample",
        "https://edge..example",
        "https://edge.example.",
        "https://.example",
        "https://edge.example:",
        "https://edge.example:0",
        "https://edge.example:+443",
        "https://edge.example:65536",
        "https://edge.example:443:443",
        "https://edge.example:port",
        "https://edge.example:8443evil",
        "https://[::1",
        "https://::1",
        "https://[::1]443",
        "https://[::1].evil.example",
        "https://[edge.example]",
        "https://[fe80::1%25eth0]",
        "https://2130706433",
        "https://127.1",
        "https://0x7f.0.0.1",
        "https://127.0.0.0x1",
        "https://127.0.0.01",
        "https://127.0.0.256",
        "https://127.0.0.0x",
        "https://edge.example/ü",
        "https://edgé.example",
        "https://edge.example/a b",
        "https://edge.example/\r\nset-cookie: a=b",
        "ht\ttps://edge.example",
        " https://edge.example",
    ] {
        assert_eq!(HttpUrl::parse(text), None, "{text}");
    }
}

#[test]
fn only_the_loopback_names_and_addresses_are_this_machine() {
    for (text, is_loopback) in [
        ("http://127.0.0.1:80/", true),
        ("http://localhost", true),
        ("http://[::1]?a", true),
        ("http://127.0.0.2", false),
        ("http://localhost.evil.example", false),
        ("http://a.localhost", false),
        ("http://evil.example/localhost", false),
        ("http://[::2]", false),
    ] {
        let url = HttpUrl::parse(text).unwrap();
        assert_eq!(url.is_loopback(), is_loopback, "{text}");
        assert_eq!(url.is_private(), is_loopback, "{text}");
    }
    assert!(HttpUrl::parse("https://10.0.0.1").unwrap().is_private());
}

#[test]
fn origins_are_in_the_form_that_browsers_send() {
    for text in [
        "https://app.example.com",
        "https://my_app.example.com",
        "http://localhost:5173",
        "http://[::1]:5173",
        "https://10.0.0.1",
    ] {
        let origin = Origin::parse(text).unwrap();
        assert_eq!(origin.as_str(), text);
        assert_eq!(
            Url::parse(text).unwrap().origin().ascii_serialization(),
            text
        );
        assert_eq!(
            origin.authority(),
            text.split_once("://").unwrap().1,
            "{text}"
        );
    }
    for text in [
        "https://app.example.com/",
        "https://app.example.com?a",
        "https://App.example.com",
        "https://app.example.com/path",
        "https://app.example.com:+443",
        "https://1.2",
        "https://[1:2]",
        "null",
        "*",
    ] {
        assert_eq!(Origin::parse(text), None, "{text}");
    }
}

/// Texts near the border between what is a URL and what is not.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "http",
        "https",
        "HTTPS",
        "ftp",
        ":",
        "//",
        "/",
        "\\",
        "@",
        "?",
        "#",
        "*",
        "%2e",
        "%",
        ".",
        "localhost",
        "127.0.0.1",
        "127.1",
        "0x7f",
        "1",
        "[::1]",
        "[",
        "]",
        "::",
        "a",
        "Z",
        "-",
        "_",
        "example",
        "com",
        "xn--",
        "443",
        "80",
        "0",
        "+",
        "65536",
        " ",
        "\t",
        "\n",
        "é",
        "。",
        "\0",
        "|",
        "^",
        "<",
        "\"",
        "'",
        "`",
        "{",
        "$",
        "&",
        ";",
        "=",
        "~",
        "!",
        ",",
        "(",
    ]);
    (
        prop::sample::select(vec!["https://", "http://", ""]),
        prop::collection::vec(piece, 0..10),
    )
        .prop_map(|(scheme, pieces)| scheme.to_owned() + &pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn finds_the_parts_that_the_whatwg_parser_finds(text in texts()) {
        if let Some(ours) = HttpUrl::parse(&text) {
            let theirs = match Url::parse(&text) {
                Ok(theirs) => theirs,
                // A label of Punycode that decodes to nothing: no client connects to it.
                Err(url::ParseError::IdnaError) if text.contains("xn--") => return Ok(()),
                Err(error) => panic!("{text}: {error}"),
            };
            prop_assert_eq!(theirs.scheme() == "https", ours.scheme() == Scheme::Https);
            prop_assert_eq!(theirs.host_str().unwrap(), ours.host().to_ascii_lowercase());
            let explicit = ours.authority().strip_prefix(ours.host()).unwrap();
            prop_assert_eq!(
                theirs.port_or_known_default(),
                match explicit.strip_prefix(':') {
                    Some(port) => port.parse().ok(),
                    None if ours.scheme() == Scheme::Https => Some(443),
                    None => Some(80),
                }
            );
            prop_assert_eq!(theirs.username(), "");
            prop_assert_eq!(theirs.password(), None);
            prop_assert_eq!([ours.origin(), ours.rest()].concat(), text);
        }
    }

    #[test]
    fn reads_every_url_that_a_runtime_writes(text in texts()) {
        if let Ok(theirs) = Url::parse(&text) {
            let written = theirs.as_str();
            let is_web = matches!(theirs.scheme(), "http" | "https");
            let is_plain = theirs.username().is_empty()
                && theirs.password().is_none()
                && theirs.port() != Some(0)
                && theirs.host_str().is_some_and(|host| {
                    host.starts_with('[')
                        || !host.ends_with('.')
                            && host.split('.').all(|label| {
                                !label.is_empty()
                                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
                            })
                })
                && !written.contains('\\');
            prop_assert_eq!(HttpUrl::parse(written).is_some(), is_web && is_plain, "{}", written);
        }
    }
}
