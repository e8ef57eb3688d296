//! What a helper sends a browser with, and where it may be told of what comes of that.

use crate::support::{EDGE, config, login};
use edge_proxy::oauth::{
    AuthorizationRequest, Challenge, ClientRequest, Parameters, RedirectUri, Refused, Scope,
    Verifier,
};
use proptest::prelude::*;
use serde_json::json;
use url::{Host, Url, form_urlencoded};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:51000/callback";
/// git-credential-oauth, as every Gitea knows it.
const OF_GITEA: &str = "a4792ccc-144e-407e-86c9-5e7d8d9c3269";

/// The query of a good request, with changes; those to `None` are left out.
fn query(changes: &[(&str, Option<&str>)]) -> String {
    let mut pairs = vec![
        ("response_type", Some("code")),
        ("client_id", Some("git")),
        ("redirect_uri", Some(REDIRECT)),
        ("state", Some("a state/of=its+own")),
        ("code_challenge", Some(CHALLENGE)),
        ("code_challenge_method", Some("S256")),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(
            pairs
                .iter()
                .filter_map(|(name, value)| Some((name, (*value)?))),
        )
        .finish()
}

fn asked(changes: &[(&str, Option<&str>)]) -> Result<AuthorizationRequest, Refused> {
    AuthorizationRequest::parse(&query(changes), &config(login(json!({}))), EDGE)
}

/// The parameters that the helper is told.
#[track_caller]
fn told(refused: Refused) -> Vec<(String, String)> {
    let Refused::Back(address) = refused else {
        panic!("{refused:?}");
    };
    let url = Url::parse(&address).unwrap();
    assert!(
        address.starts_with(&format!("{REDIRECT}?error=")),
        "{address}"
    );
    url.query_pairs().into_owned().collect()
}

#[test]
fn a_helper_asks_for_a_code_with_a_challenge() {
    let request = asked(&[
        ("scope", Some("profile:pay read")),
        ("provider", Some("company")),
        // What is not known is ignored (RFC 6749, 3.1).
        ("prompt", Some("consent")),
    ]);
    assert_eq!(
        request,
        Ok(AuthorizationRequest {
            client: ClientRequest {
                client_id: "git".to_owned(),
                state: Some("a state/of=its+own".to_owned()),
                redirect_uri: RedirectUri::parse(REDIRECT).unwrap(),
                challenge: Challenge::parse(CHALLENGE).unwrap(),
                scope: Scope {
                    profile: Some("pay".to_owned()),
                    read_only: true,
                },
            },
            provider: Some("company".to_owned()),
        })
    );
}

#[test]
fn a_state_a_scope_and_a_provider_need_not_be_there() {
    for value in [None, Some("")] {
        let request = asked(&[("state", value), ("scope", value), ("provider", value)]).unwrap();
        assert_eq!(request.client.state, None);
        assert_eq!(request.client.scope, Scope::default());
        assert_eq!(request.provider, None);
    }
    assert!(asked(&[("response_mode", Some("query"))]).is_ok());
}

#[test]
fn nothing_is_sent_to_an_address_that_is_not_a_helpers_own() {
    for (changes, said) in [
        ([("client_id", None)], "client_id"),
        ([("client_id", Some(""))], "client_id"),
        ([("client_id", Some("Git"))], "client_id"),
        ([("client_id", Some(OF_GITEA))], "client_id"),
        ([("redirect_uri", None)], "redirect_uri"),
        ([("redirect_uri", Some(""))], "redirect_uri"),
        (
            [("redirect_uri", Some("https://evil.example"))],
            "redirect_uri",
        ),
        (
            [("redirect_uri", Some("http://127.0.0.1/?next=1"))],
            "redirect_uri",
        ),
    ] {
        // Whatever else is wrong.
        for also in [("response_type", Some("code")), ("scope", Some("admin"))] {
            let Err(Refused::Here(error)) = asked(&[changes[0], also]) else {
                panic!("{changes:?}");
            };
            assert_eq!((error.status(), error.code()), (400, "bad_request"));
            assert!(error.public_message().contains(said), "{error:?}");
        }
    }
    let twice = format!("{}&redirect_uri=https://evil.example", query(&[]));
    let refused = AuthorizationRequest::parse(&twice, &config(login(json!({}))), EDGE);
    assert!(matches!(refused, Err(Refused::Here(_))), "{refused:?}");
}

#[test]
fn a_helper_is_told_what_is_wrong_with_its_request() {
    let other = CHALLENGE.replace('E', "+");
    for (changes, error) in [
        ([("response_type", None)], "unsupported_response_type"),
        (
            [("response_type", Some("token"))],
            "unsupported_response_type",
        ),
        (
            [("response_type", Some("code token"))],
            "unsupported_response_type",
        ),
        ([("response_mode", Some("fragment"))], "invalid_request"),
        ([("response_mode", Some("form_post"))], "invalid_request"),
        ([("code_challenge", None)], "invalid_request"),
        ([("code_challenge", Some(""))], "invalid_request"),
        ([("code_challenge", Some(&other))], "invalid_request"),
        ([("code_challenge_method", None)], "invalid_request"),
        (
            [("code_challenge_method", Some("plain"))],
            "invalid_request",
        ),
        ([("code_challenge_method", Some("s256"))], "invalid_request"),
        ([("scope", Some("admin"))], "invalid_scope"),
        ([("scope", Some("profile:a profile:b"))], "invalid_scope"),
    ] {
        let told = told(asked(&changes).unwrap_err());
        let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["error", "error_description", "state", "iss"]);
        assert_eq!(told[0].1, error, "{changes:?}");
        assert!(is_description(&told[1].1), "{}", told[1].1);
        assert_eq!(told[2].1, "a state/of=its+own");
        assert_eq!(told[3].1, EDGE);
    }
}

/// The characters that RFC 6749, 4.1.2.1 allows in `error_description`.
fn is_description(text: &str) -> bool {
    text.bytes()
        .all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\')
}

#[test]
fn a_state_comes_back_as_it_was_or_is_too_long() {
    let long = "s".repeat(1024);
    assert_eq!(
        asked(&[("state", Some(&long))]).unwrap().client.state,
        Some(long.clone())
    );
    let told = told(asked(&[("state", Some(&format!("{long}s")))]).unwrap_err());
    assert_eq!(told[0].1, "invalid_request");
    assert!(told.iter().all(|(name, _)| name != "state"));
}

#[test]
fn the_clients_of_every_gitea_are_known_with_compatibility_alone() {
    let compatible = config(login(json!({ "GITEA_COMPATIBILITY": true })));
    for (id, known) in [
        ("git", true),
        (OF_GITEA, true),
        ("e90ee53c-94e2-48ac-9358-a874fb9e0662", true),
        ("d57cb8c4-630c-4168-8324-ec79935e18d4", false),
    ] {
        let query = query(&[("client_id", Some(id))]);
        let request = AuthorizationRequest::parse(&query, &compatible, EDGE);
        assert_eq!(request.is_ok(), known, "{id}");
    }
}

#[test]
fn a_helper_listens_on_its_own_machine() {
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
fn no_other_address_gets_a_code() {
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
        // Loopback in other words, which others may read otherwise.
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
        // Users, of which others may find the host behind.
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1:80@evil.example",
        "http://localhost:pass@evil.example/",
        "http://user@127.0.0.1",
        "http://@127.0.0.1",
        "http://127.0.0.1\\@evil.example",
        "http://127.0.0.1/\\@evil.example",
        "http://127.0.0.1\\.evil.example",
        "http://127.0.0.1/@evil.example",
        // Ports that are none.
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
        // Queries and fragments, and what could become one.
        "http://127.0.0.1?",
        "http://127.0.0.1/?code=other",
        "http://127.0.0.1#",
        "http://127.0.0.1/#fragment",
        "http://127.0.0.1/%3fcode=other",
        "http://127.0.0.1/;a",
        "http://127.0.0.1/a:b",
        "http://127.0.0.1/a=b&c",
        // Characters that have no place in an address, or that parsers drop.
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

/// By the parser that browsers have.
fn is_on_loopback(text: &str) -> bool {
    let url = Url::parse(text).unwrap();
    let is_loopback = match url.host().unwrap() {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    is_loopback
        && url.scheme() == "http"
        && (url.username(), url.password()) == ("", None)
        && (url.query(), url.fragment()) == (None, None)
}

proptest! {
    #[test]
    fn whatever_is_a_redirect_uri_leads_a_browser_to_loopback(
        text in "(http://|https?:[/\\\\]{0,3})(127\\.0\\.0\\.1|\\[::1\\]|localhost|[a-z0-9.@\\[\\]:]{0,8})(:[0-9+@]{0,6})?(/[/a-zA-Z0-9.@:\\\\%?#\t~_-]{0,12})?",
    ) {
        if let Some(uri) = RedirectUri::parse(&text) {
            prop_assert_eq!(uri.as_str(), &text);
            prop_assert!(is_on_loopback(&text), "{}", text);
        }
    }

    #[test]
    fn what_a_helper_is_told_it_reads_as_it_was(
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
        // Not all that read a query pass over an empty part of it.
        let query = url.strip_prefix(&text).and_then(|query| query.strip_prefix('?')).unwrap();
        prop_assert!(query.is_empty() || query.split('&').all(|part| part.contains('=')));
    }

    #[test]
    fn any_verifier_of_the_edges_own_is_of_its_challenge(random: [u8; 32], other: [u8; 32]) {
        let verifier = Verifier::new(random);
        let challenge = Challenge::parse(&verifier.challenge()).unwrap();
        prop_assert!(challenge.is_of(&verifier.text()));
        prop_assert_eq!(Challenge::from_bytes(*challenge.as_bytes()), challenge);
        prop_assert_eq!(challenge.is_of(&Verifier::new(other).text()), random == other);
    }

    #[test]
    fn a_scope_is_read_as_it_is_written(text in "((profile:[a-z0-9-]{0,6}|read|write|[a-z:]{0,5}) ?){0,4}") {
        if let Some(scope) = Scope::parse(&text) {
            prop_assert_eq!(Scope::parse(&scope.text()), Some(scope));
        }
    }

    #[test]
    fn parameters_are_read_as_browsers_write_them(
        pairs in prop::collection::btree_map(any::<String>(), any::<String>(), 0..5),
    ) {
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let parameters = Parameters::parse(&text).unwrap();
        for (name, value) in &pairs {
            prop_assert_eq!(parameters.value(name), Some(value.as_str()).filter(|it| !it.is_empty()));
        }
        if let Some((name, _)) = pairs.first_key_value() {
            let twice = form_urlencoded::Serializer::new(text).append_pair(name, "other").finish();
            prop_assert!(Parameters::parse(&twice).is_none());
        }
    }

    #[test]
    fn no_query_makes_the_parser_panic(
        query in "((client_id=git|redirect_uri=http://(127\\.0\\.0\\.1|localhost)|response_type=code|scope=read|state=\\PC{0,4}|%[0-9a-f]{0,2}|\\PC{0,6})&?){0,8}",
    ) {
        let parsed = AuthorizationRequest::parse(&query, &config(login(json!({}))), EDGE);
        if let Err(Refused::Back(url)) = parsed {
            let (redirect_uri, _) = url.split_once('?').unwrap();
            prop_assert!(is_on_loopback(redirect_uri), "{}", url);
        }
    }
}

#[test]
fn a_challenge_is_that_of_the_specifications_example() {
    let challenge = Challenge::parse(CHALLENGE).unwrap();
    assert!(challenge.is_of(VERIFIER));
    for other in [
        "",
        CHALLENGE,
        &VERIFIER[..42],
        &format!("{VERIFIER}="),
        &format!(" {VERIFIER}"),
        &VERIFIER.to_lowercase(),
        &VERIFIER.replace('-', "+"),
    ] {
        assert!(!challenge.is_of(other), "{other}");
    }
}

#[test]
fn a_verifier_has_from_43_to_128_visible_characters() {
    let of = |verifier: &str| {
        let hash = <sha2::Sha256 as sha2::Digest>::digest(verifier.as_bytes());
        Challenge::from_bytes(hash.into()).is_of(verifier)
    };
    assert!(of(&"v".repeat(43)));
    assert!(of(&"v".repeat(128)));
    // Debian 12's git-credential-oauth has such.
    assert!(of(&"+/=".repeat(16)));
    assert!(!of(&"v".repeat(42)));
    assert!(!of(&"v".repeat(129)));
    assert!(!of(&"v v".repeat(16)));
    assert!(!of(&"ü".repeat(30)));
    assert!(!of(&"v\n".repeat(30)));
}

#[test]
fn a_challenge_is_32_bytes_in_base64url() {
    let with_padding = format!("{CHALLENGE}=");
    let longer = format!("{CHALLENGE}A");
    for text in [
        "",
        &CHALLENGE[..42],
        &with_padding,
        &longer,
        &CHALLENGE.replace('-', "+"),
        // The same bytes in other characters would be another text for one challenge.
        &CHALLENGE.replace("cM", "cN"),
        " ",
        &"ü".repeat(22),
    ] {
        assert_eq!(Challenge::parse(text), None, "{text}");
    }
}

#[test]
fn a_scope_is_for_a_profile_and_for_reading_or_for_all() {
    for (text, profile, read_only, shown) in [
        ("", None, false, "write"),
        ("write", None, false, "write"),
        ("read", None, true, "read"),
        ("read read", None, true, "read"),
        ("profile:pay", Some("pay"), false, "profile:pay write"),
        ("profile:pay write", Some("pay"), false, "profile:pay write"),
        (" read  profile:a-1 ", Some("a-1"), true, "profile:a-1 read"),
    ] {
        let scope = Scope::parse(text).unwrap();
        assert_eq!(
            (scope.profile.as_deref(), scope.read_only),
            (profile, read_only)
        );
        assert_eq!(scope.text(), shown);
    }
    let long = format!("profile:{}", "p".repeat(65));
    for text in [
        "admin",
        "READ",
        "read,write",
        "read\twrite",
        "profile:",
        "profile:Pay",
        "profile:a/b",
        "profile:a\"b",
        "profile:a profile:a",
        "profile:a profile:b",
        "Profile:a",
        "openid",
        "repo:read",
        &long,
    ] {
        assert_eq!(Scope::parse(text), None, "{text}");
    }
}

#[test]
fn more_parameters_than_any_request_has_are_not_compared() {
    let form = |count: usize| {
        let fields: Vec<String> = (0..count).map(|number| format!("p{number}=1")).collect();
        fields.join("&")
    };
    let most = Parameters::parse(&form(Parameters::MAX)).unwrap();
    assert_eq!(most.value("p31"), Some("1"));
    assert!(Parameters::parse(&form(Parameters::MAX + 1)).is_none());
    // The rest is not looked at, or 64 KiB of distinct names would be compared two by two.
    assert!(Parameters::parse(&form(10_000)).is_none());
}

#[test]
fn of_two_parameters_with_one_name_neither_is_taken() {
    for text in [
        "a=1&a=1",
        "a=1&b=2&a=3",
        "a&a",
        "a=&a=1",
        "%61=1&a=2",
        "=1&=2",
    ] {
        assert!(Parameters::parse(text).is_none(), "{text}");
    }
    let parameters = Parameters::parse("a=1&b=&c&&d=%2B+%26&e==").unwrap();
    for (name, value) in [
        ("a", Some("1")),
        ("b", None),
        ("c", None),
        ("d", Some("+ &")),
        ("e", Some("=")),
        ("f", None),
        ("", None),
    ] {
        assert_eq!(parameters.value(name), value, "{name}");
    }
    assert!(Parameters::parse("").unwrap().value("a").is_none());
}
