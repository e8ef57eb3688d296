//! The edge as a client of an identity provider's: where it sends people, what it redeems, and whom it
//! takes an ID token for.

use crate::support::{AUDIENCE, EDGE, ISSUER, NOW, at, claims, merged, token};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use edge_proxy::Error;
use edge_proxy::config::provider::OidcClient;
use edge_proxy::jwt::Discovery;
use edge_proxy::oauth::{
    AuthorizationState, Binding, Challenge, ClientRequest, ProviderRequest, ProviderTokens,
    Purpose, RedirectUri, Scope, Verifier, authorization_url, check_id_token,
};
use edge_proxy::util::Secret;
use proptest::prelude::*;
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

const CANARY: &str = "Zq7Xk9VwJ3";
const CALLBACK: &str = "https://edge.example.com/oauth/callback/company";

fn flow() -> AuthorizationState {
    AuthorizationState {
        purpose: Purpose::Helper(ClientRequest {
            client_id: "git".to_owned(),
            state: Some("the helper's own".to_owned()),
            redirect_uri: RedirectUri::parse("http://127.0.0.1:51000/").unwrap(),
            challenge: Challenge::from_bytes([6; 32]),
            scope: Scope::default(),
        }),
        provider: "company".to_owned(),
        verifier: Verifier::new([7; 32]),
        nonce: [8; 16],
        binding: Binding::new([5; 16]),
        expires_at: at(NOW + AuthorizationState::SECONDS),
    }
}

fn client(secret: Option<&str>) -> OidcClient {
    OidcClient {
        id: AUDIENCE.to_owned(),
        secret: secret.map(Secret::new),
        scopes: "openid email".to_owned(),
    }
}

fn pairs(form: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(form.as_bytes())
        .into_owned()
        .collect()
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// The headers of lines.
fn headers(lines: &str) -> Vec<(&str, &str)> {
    let lines: Vec<&str> = lines.lines().collect();
    lines.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

#[test]
fn people_are_sent_to_sign_in_with_a_challenge_of_the_edges_own() {
    let flow = flow();
    let challenge = flow.verifier.challenge();
    for endpoint in [
        "https://login.example.com/authorize",
        "https://login.example.com/authorize?tenant=a",
        "https://login.example.com/authorize?",
        "https://login.example.com",
    ] {
        let address = authorization_url(
            endpoint,
            &client(Some(CANARY)),
            &flow,
            "sealed-state",
            CALLBACK,
        );
        assert!(address.starts_with(endpoint), "{address}");
        assert!(!address.contains(CANARY));
        assert!(!address.contains(flow.verifier.text().as_str()));
        let url = Url::parse(&address).unwrap();
        assert_eq!(url.host_str(), Some("login.example.com"));
        let mut asked: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        if endpoint.contains("tenant") {
            assert_eq!(asked.remove(0), ("tenant".to_owned(), "a".to_owned()));
        }
        let nonce = flow.nonce_text();
        assert_eq!(
            asked,
            owned(&[
                ("response_type", "code"),
                ("client_id", AUDIENCE),
                ("redirect_uri", CALLBACK),
                ("scope", "openid email"),
                ("state", "sealed-state"),
                ("nonce", &nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ])
        );
    }
}

#[test]
fn an_address_has_no_empty_parameter() {
    let endpoint = "https://login.example.com/authorize";
    let address = authorization_url(endpoint, &client(None), &flow(), "state", CALLBACK);
    assert!(
        address.starts_with(&format!("{endpoint}?response_type=code&")),
        "{address}"
    );
}

#[test]
fn a_secret_goes_in_a_header_or_in_the_form_and_nowhere_else() {
    let flow = flow();
    let verifier = flow.verifier.text();
    let by_code = [
        ("grant_type", "authorization_code"),
        ("code", "the code&more"),
        ("redirect_uri", CALLBACK),
        ("code_verifier", verifier.as_str()),
    ];
    let by_token = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "refresh+token"),
    ];
    let token = Secret::new("refresh+token");
    // RFC 6749, 2.3.1: both parts are encoded as in a form before they are joined.
    let secret = "a:b c+d/ü";
    let basic = format!(
        "Basic {}",
        Base64::encode_string(b"codecommit-edge:a%3Ab+c%2Bd%2F%C3%BC")
    );
    for (secret, in_form, authorization, added) in [
        (Some(secret), false, Some(basic.as_str()), vec![]),
        (
            Some(secret),
            true,
            None,
            vec![("client_id", AUDIENCE), ("client_secret", secret)],
        ),
        (None, false, None, vec![("client_id", AUDIENCE)]),
        (None, true, None, vec![("client_id", AUDIENCE)]),
    ] {
        let client = client(secret);
        for (request, parameters) in [
            (
                ProviderRequest::code(&client, in_form, "the code&more", &flow, CALLBACK),
                &by_code[..],
            ),
            (
                ProviderRequest::refresh(&client, in_form, &token),
                &by_token,
            ),
        ] {
            let expected = [parameters, &added].concat();
            assert_eq!(pairs(&request.body), owned(&expected));
            let mut wanted = vec![
                ("content-type", "application/x-www-form-urlencoded"),
                ("accept", "application/json"),
            ];
            wanted.extend(authorization.map(|value| ("authorization", value)));
            assert_eq!(headers(&request.headers), wanted);
        }
    }
}

proptest! {
    #[test]
    fn any_secret_arrives_as_it_is(id in "\\PC{1,20}", secret in any::<String>().prop_filter("some", |it| !it.is_empty()), code: String) {
        let client = OidcClient { id: id.clone(), secret: Some(Secret::new(&secret)), scopes: "openid".to_owned() };
        let in_form = ProviderRequest::code(&client, true, &code, &flow(), CALLBACK);
        let sent = pairs(&in_form.body);
        let of = |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        prop_assert_eq!((of("client_id"), of("client_secret"), of("code")), (Some(id.as_str()), Some(secret.as_str()), Some(code.as_str())));
        prop_assert_eq!(headers(&in_form.headers).len(), 2);

        let in_header = ProviderRequest::code(&client, false, &code, &flow(), CALLBACK);
        let sent = headers(&in_header.headers);
        prop_assert_eq!(sent.len(), 3);
        let encoded = sent[2].1.strip_prefix("Basic ").unwrap();
        let pair = String::from_utf8(Base64::decode_vec(encoded).unwrap()).unwrap();
        let (user, password) = pair.split_once(':').unwrap();
        let decoded = |text: &str| pairs(&format!("x={text}"))[0].1.clone();
        prop_assert_eq!((decoded(user), decoded(password)), (id, secret));
    }
}

fn parsed(status: u16, body: Value) -> Result<Option<ProviderTokens>, Error> {
    ProviderTokens::parse(status, body.to_string().as_bytes())
}

#[test]
fn a_token_endpoint_gives_an_id_token_and_perhaps_a_refresh_token() {
    let id_token = token(json!({ "nonce": "n" }));
    let body = json!({
        "access_token": CANARY, "token_type": "Bearer", "expires_in": 300,
        "id_token": id_token, "refresh_token": CANARY,
    });
    let tokens = parsed(200, body.clone()).unwrap().unwrap();
    assert_eq!(tokens.id_token.as_ref().unwrap().text(), id_token);
    assert_eq!(tokens.refresh, Some(Secret::new(CANARY)));
    let shown = format!("{tokens:?}");
    assert!(
        !shown.contains(CANARY) && !shown.contains(&id_token),
        "{shown}"
    );

    for left_out in [json!(null), json!(""), json!(7)] {
        let body = merged(
            body.clone(),
            json!({ "id_token": left_out, "refresh_token": left_out }),
        );
        let tokens = parsed(200, body).unwrap().unwrap();
        assert!(tokens.id_token.is_none());
        assert_eq!(tokens.refresh, None);
    }
}

#[test]
fn a_code_that_is_not_taken_is_no_fault() {
    for status in [400, 401, 403] {
        let body = json!({ "error": "invalid_grant", "error_description": CANARY });
        assert!(parsed(status, body).unwrap().is_none());
    }
}

#[test]
fn every_other_answer_is_the_providers_fault_and_the_log_has_its_name() {
    for (status, body, said) in [
        (400, "{\"error\":\"invalid_client\"}", "invalid_client"),
        (
            401,
            "{\"error\":\"unauthorized_client\"}",
            "unauthorized_client",
        ),
        (500, "{\"error\":\"server_error\"}", "server_error"),
        (400, "{}", "no error is named"),
        (400, "{\"error\":\"\"}", "no error is named"),
        (400, "{\"error\":7}", "no error is named"),
        (
            400,
            "{\"error\":\"<b>EVIL</b>\\nnext line\\u202e\"}",
            "answered 400: bbnext line",
        ),
        (302, "", "not a JSON object"),
        (502, "<html>", "not a JSON object"),
        (200, "[]", "not a JSON object"),
        (200, "", "not a JSON object"),
        (
            200,
            "{\"id_token\":\"a\",\"id_token\":\"b\"}",
            "not a JSON object",
        ),
        (204, "{}", "answered 204"),
        // A success of another kind is none.
        (201, "{\"id_token\":\"a\"}", "answered 201"),
    ] {
        let error = ProviderTokens::parse(status, body.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "upstream_unreachable", "{status} {body}");
        let detail = error.detail().unwrap();
        assert!(detail.contains(said), "{detail}");
        assert!(detail.contains(&status.to_string()) && detail.len() < 100);
        assert!(!error.public_message().contains(said));
    }
    let long = format!("{{\"error\":\"{}\"}}", "a".repeat(10_000));
    let error = ProviderTokens::parse(400, long.as_bytes()).unwrap_err();
    assert!(error.detail().unwrap().len() < 100);
}

#[test]
fn an_id_token_that_cannot_be_read_is_the_providers_fault() {
    for id_token in ["opaque", "a.b", "a.b.c", "..", &"a".repeat(30_000)] {
        let error = parsed(200, json!({ "id_token": id_token })).unwrap_err();
        assert_eq!(error.code(), "upstream_unreachable");
        assert!(error.detail().unwrap().contains("The token cannot be read"));
    }
}

#[test]
fn an_id_token_is_of_this_client_this_sign_in_and_this_person() {
    let edge = json!([AUDIENCE, "other"]);
    for (changes, nonce, subject, said) in [
        (json!({}), None, None, None),
        (json!({ "nonce": "n" }), Some("n"), None, None),
        (json!({}), None, Some("user-1"), None),
        (json!({ "nonce": "n" }), Some("n"), Some("user-1"), None),
        (json!({ "azp": AUDIENCE }), None, None, None),
        (json!({ "aud": edge, "azp": AUDIENCE }), None, None, None),
        // A nonce that was not asked for does no harm.
        (json!({ "nonce": "n" }), None, None, None),
        (
            json!({ "aud": "other" }),
            None,
            None,
            Some("not for this edge"),
        ),
        (json!({ "aud": [] }), None, None, Some("not for this edge")),
        (
            json!({ "aud": null }),
            None,
            None,
            Some("not for this edge"),
        ),
        (
            json!({ "aud": "other", "azp": AUDIENCE }),
            None,
            None,
            Some("not for this edge"),
        ),
        (json!({ "aud": edge }), None, None, Some("another client")),
        (
            json!({ "azp": "other" }),
            None,
            None,
            Some("another client"),
        ),
        (
            json!({ "aud": edge, "azp": "other" }),
            None,
            None,
            Some("another client"),
        ),
        (
            json!({ "aud": edge, "azp": 7 }),
            None,
            None,
            Some("another client"),
        ),
        (json!({ "azp": "" }), None, None, Some("another client")),
        (json!({}), Some("n"), None, Some("another sign-in")),
        (
            json!({ "nonce": "N" }),
            Some("n"),
            None,
            Some("another sign-in"),
        ),
        (
            json!({ "nonce": ["n"] }),
            Some("n"),
            None,
            Some("another sign-in"),
        ),
        (json!({ "sub": null }), None, None, Some("has no subject")),
        (json!({ "sub": "" }), None, None, Some("has no subject")),
        (json!({ "sub": "" }), None, Some(""), Some("has no subject")),
        (json!({}), None, Some("user-2"), Some("for another user")),
        (json!({}), None, Some(""), Some("for another user")),
    ] {
        let checked = check_id_token(&claims(changes.clone()), AUDIENCE, nonce, subject);
        match (checked, said) {
            (Ok(()), None) => {}
            (Err(error), Some(said)) => {
                assert_eq!(error.code(), "unrecognised_credential");
                let message = error.public_message();
                assert!(message.contains(said), "{changes} {message}");
            }
            (checked, _) => panic!("{changes} {nonce:?} {subject:?}: {checked:?}"),
        }
    }
}

fn discovery(changes: Value) -> Discovery {
    let document = merged(
        json!({
            "issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys"),
            "authorization_endpoint": format!("{ISSUER}/authorize"), "token_endpoint": format!("{ISSUER}/token"),
        }),
        changes,
    );
    Discovery::parse(document.to_string().as_bytes(), ISSUER).unwrap()
}

#[test]
fn people_and_codes_go_to_addresses_that_can_be_trusted_alone() {
    let found = discovery(json!({}));
    assert_eq!(
        found.authorization_endpoint(),
        Some("https://login.example.com/authorize")
    );
    assert_eq!(
        found.token_endpoint(),
        Some("https://login.example.com/token")
    );
    let elsewhere = json!({ "token_endpoint": "https://tokens.example.net:8443/t?a=b" });
    assert!(discovery(elsewhere).token_endpoint().is_some());
    for url in [
        json!(null),
        json!(7),
        json!(""),
        json!("/authorize"),
        json!("http://login.example.com/authorize"),
        json!("http://127.0.0.1/authorize"),
        json!("http://localhost/authorize"),
        json!("javascript:alert(1)"),
        json!("https://"),
        json!("https://login.example.com/authorize#fragment"),
        json!("https://user@login.example.com/authorize"),
        json!("https://login.example.com\\@evil.example/"),
        json!("https://login.example.com/a b"),
        json!("https://login.example.com/\n"),
        json!("https://login.example.com/ü"),
        json!("https://login.example.com:port/"),
    ] {
        let found = discovery(json!({ "authorization_endpoint": url, "token_endpoint": url }));
        assert_eq!(found.authorization_endpoint(), None, "{url}");
        assert_eq!(found.token_endpoint(), None, "{url}");
    }
    let on_loopback = json!({
        "issuer": "http://127.0.0.1:9000", "jwks_uri": "http://127.0.0.1:9000/keys",
        "token_endpoint": "http://localhost:9001/token",
    });
    let found =
        Discovery::parse(on_loopback.to_string().as_bytes(), "http://127.0.0.1:9000").unwrap();
    assert_eq!(found.token_endpoint(), Some("http://localhost:9001/token"));
}

#[test]
fn a_secret_goes_in_the_form_where_the_header_is_not_taken() {
    let (post, basic) = ("client_secret_post", "client_secret_basic");
    for (methods, in_form) in [
        (json!(null), false),
        (json!([]), false),
        (json!([basic]), false),
        (json!([post, basic]), false),
        (json!([post]), true),
        (json!(["private_key_jwt", post]), true),
        (json!(["private_key_jwt"]), false),
        (json!(post), false),
        (json!([7]), false),
    ] {
        let found = discovery(json!({ "token_endpoint_auth_methods_supported": methods }));
        assert_eq!(found.secret_in_form(), in_form, "{methods}");
    }
}

#[test]
fn a_provider_says_whether_it_names_itself_with_each_code() {
    for (value, names_itself) in [
        (json!(null), false),
        (json!(false), false),
        (json!("true"), false),
        (json!(1), false),
        (json!(true), true),
    ] {
        let name = "authorization_response_iss_parameter_supported";
        let found = discovery(json!({ name: value }));
        assert_eq!(found.names_itself(), names_itself, "{value}");
    }
}

#[test]
fn a_verifier_is_43_characters_that_its_challenge_does_not_tell() {
    let verifier = Verifier::new([7; 32]);
    assert_eq!(verifier.text().len(), 43);
    assert_eq!(
        Base64UrlUnpadded::decode_vec(&verifier.text()).unwrap(),
        verifier.as_bytes()
    );
    assert!(!verifier.challenge().contains(verifier.text().as_str()));
    let url = authorization_url(ISSUER, &client(None), &flow(), "s", EDGE);
    assert!(!url.contains(verifier.text().as_str()));
}
