//! The authorization URL and token requests.

use super::{CALLBACK, authorization_state, client};
use crate::support::{AUDIENCE, CANARY, EDGE, ISSUER, form_pairs, owned};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use edge_proxy::config::provider::OidcClient;
use edge_proxy::oauth::{ProviderRequest, Verifier, authorization_url};
use edge_proxy::util::Secret;
use proptest::prelude::*;
use url::Url;

/// Headers from alternating lines of names and values.
fn headers(lines: &str) -> Vec<(&str, &str)> {
    let lines: Vec<&str> = lines.lines().collect();
    lines.chunks(2).map(|pair| (pair[0], pair[1])).collect()
}

#[test]
fn sends_the_user_to_the_provider_with_its_own_challenge() {
    let state = authorization_state();
    let challenge = state.verifier.challenge();
    for endpoint in [
        "https://login.example.com/authorize",
        "https://login.example.com/authorize?tenant=a",
        "https://login.example.com/authorize?",
        "https://login.example.com",
    ] {
        let address = authorization_url(
            endpoint,
            &client(Some(CANARY)),
            &state,
            "sealed-state",
            CALLBACK,
        );
        assert!(address.starts_with(endpoint), "{address}");
        assert!(!address.contains(CANARY));
        assert!(!address.contains(state.verifier.text().as_str()));
        let url = Url::parse(&address).unwrap();
        assert_eq!(url.host_str(), Some("login.example.com"));
        let mut asked: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        if endpoint.contains("tenant") {
            assert_eq!(asked.remove(0), ("tenant".to_owned(), "a".to_owned()));
        }
        let nonce = state.nonce_text();
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
fn adds_the_configured_parameters_at_the_end() {
    let client = OidcClient {
        parameters: owned(&[("access_type", "offline"), ("hint", "a&b")]),
        ..client(None)
    };
    let endpoint = "https://login.example.com/authorize";
    let address = authorization_url(endpoint, &client, &authorization_state(), "state", CALLBACK);
    assert!(
        address.ends_with("&code_challenge_method=S256&access_type=offline&hint=a%26b"),
        "{address}"
    );
}

#[test]
fn adds_no_empty_parameter() {
    let endpoint = "https://login.example.com/authorize";
    let address = authorization_url(
        endpoint,
        &client(None),
        &authorization_state(),
        "state",
        CALLBACK,
    );
    assert!(
        address.starts_with(&format!("{endpoint}?response_type=code&")),
        "{address}"
    );
}

#[test]
fn sends_the_client_secret_only_in_the_header_or_the_form() {
    let state = authorization_state();
    let verifier = state.verifier.text();
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
                ProviderRequest::code(&client, in_form, "the code&more", &state, CALLBACK),
                &by_code[..],
            ),
            (
                ProviderRequest::refresh(&client, in_form, &token),
                &by_token,
            ),
        ] {
            let expected = [parameters, &added].concat();
            assert_eq!(form_pairs(&request.body), owned(&expected));
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
    fn encodes_any_client_secret(id in "\\PC{1,20}", secret in any::<String>().prop_filter("some", |it| !it.is_empty()), code: String) {
        let client = OidcClient { id: id.clone(), secret: Some(Secret::new(&secret)), scopes: "openid".to_owned(), parameters: Vec::new() };
        let in_form = ProviderRequest::code(&client, true, &code, &authorization_state(), CALLBACK);
        let sent = form_pairs(&in_form.body);
        let of = |name: &str| sent.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        prop_assert_eq!((of("client_id"), of("client_secret"), of("code")), (Some(id.as_str()), Some(secret.as_str()), Some(code.as_str())));
        prop_assert_eq!(headers(&in_form.headers).len(), 2);

        let in_header = ProviderRequest::code(&client, false, &code, &authorization_state(), CALLBACK);
        let sent = headers(&in_header.headers);
        prop_assert_eq!(sent.len(), 3);
        let encoded = sent[2].1.strip_prefix("Basic ").unwrap();
        let pair = String::from_utf8(Base64::decode_vec(encoded).unwrap()).unwrap();
        let (user, password) = pair.split_once(':').unwrap();
        let decoded = |text: &str| form_pairs(&format!("x={text}"))[0].1.clone();
        prop_assert_eq!((decoded(user), decoded(password)), (id, secret));
    }
}

#[test]
fn keeps_the_verifier_out_of_the_authorization_url() {
    let verifier = Verifier::new([7; 32]);
    assert_eq!(verifier.text().len(), 43);
    assert_eq!(
        Base64UrlUnpadded::decode_vec(&verifier.text()).unwrap(),
        verifier.as_bytes()
    );
    assert!(!verifier.challenge().contains(verifier.text().as_str()));
    let url = authorization_url(ISSUER, &client(None), &authorization_state(), "s", EDGE);
    assert!(!url.contains(verifier.text().as_str()));
}
