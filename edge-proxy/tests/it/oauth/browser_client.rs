//! Sign-in of the browser client: the OAuth client `www`, whose codes go to the edge's home.

use crate::support::{EDGE, KEYS, NOW, at, claims, config, login, now, with_page};
use edge_proxy::Config;
use edge_proxy::oauth::{
    AuthorizationError, AuthorizationRequest, AuthorizationState, Binding, ClientRequest,
    CodeBinding, Login, LoginSubject, LoginToken, Purpose, TokenKind, TokenRequest, Verifier,
    client_id_of, device_client_id_of,
};
use edge_proxy::session::SessionKeys;
use edge_proxy::util::Parameters;
use serde_json::json;
use zeroize::Zeroizing;

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn authorize(
    edge: &Config,
    client: &str,
    redirect_uri: &str,
) -> Result<AuthorizationRequest, AuthorizationError> {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("response_type", "code"),
            ("client_id", client),
            ("redirect_uri", redirect_uri),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "s"),
        ])
        .finish();
    AuthorizationRequest::parse(&Parameters::parse(&query).unwrap(), edge, EDGE)
}

fn is_refused_here(asked: Result<AuthorizationRequest, AuthorizationError>) -> bool {
    matches!(asked, Err(AuthorizationError::Page(_)))
}

#[test]
fn sends_codes_for_the_page_only_to_the_edges_home() {
    let edge = with_page(login(json!({})));
    let asked = authorize(&edge, "www", "https://edge.example.com/").unwrap();
    assert_eq!(
        asked.client.redirect_uri.with(&[("code", Some("c"))]),
        "https://edge.example.com/?code=c"
    );

    for elsewhere in [
        "https://edge.example.com",
        "https://edge.example.com//",
        "https://edge.example.com/?",
        "https://edge.example.com/#",
        "https://edge.example.com/www/",
        "https://edge.example.com/eu-west-1/",
        "https://edge.example.com:443/",
        "https://edge.example.com.evil.tld/",
        "https://edge.example.com@evil.tld/",
        "https://EDGE.example.com/",
        "http://edge.example.com/",
        "http://127.0.0.1/",
        "http://127.0.0.1:8080/callback",
        "http://localhost",
        "/",
        "",
    ] {
        assert!(
            is_refused_here(authorize(&edge, "www", elsewhere)),
            "{elsewhere}"
        );
    }
}

#[test]
fn rejects_the_edges_home_as_redirect_uri_of_other_clients() {
    let mut vars = login(json!({}));
    vars["GITEA_COMPATIBILITY"] = json!(true);
    let edge = with_page(vars);
    for client in [
        "git",
        "a4792ccc-144e-407e-86c9-5e7d8d9c3269",
        "e90ee53c-94e2-48ac-9358-a874fb9e0662",
        "WWW",
        "www ",
        "",
    ] {
        assert!(
            is_refused_here(authorize(&edge, client, "https://edge.example.com/")),
            "{client}"
        );
    }
}

#[test]
fn rejects_the_client_of_the_page_without_the_page() {
    let edge = config(login(json!({})));
    assert!(is_refused_here(authorize(
        &edge,
        "www",
        "https://edge.example.com/"
    )));
    let form = Parameters::parse("client_id=www").unwrap();
    assert!(client_id_of(&form, None, &edge).is_err());
    assert_eq!(
        client_id_of(&form, None, &with_page(login(json!({})))),
        Ok("www".to_owned())
    );
}

#[test]
fn rejects_the_device_flow_for_the_page() {
    let edge = with_page(login(json!({})));
    let asked = |form: &str| device_client_id_of(&Parameters::parse(form).unwrap(), None, &edge);
    assert_eq!(
        asked("client_id=www").unwrap_err().error,
        "unauthorized_client"
    );
    assert_eq!(asked("client_id=git"), Ok("git".to_owned()));
}

#[test]
fn opens_a_sign_in_for_the_page_only_at_its_own_edge() {
    let edge = with_page(login(json!({})));
    let client: ClientRequest = authorize(&edge, "www", "https://edge.example.com/")
        .unwrap()
        .client;
    let keys = SessionKeys::parse(KEYS).unwrap();
    let binding = Binding::new([5; 16]);
    let state = AuthorizationState {
        purpose: Purpose::Helper(client.clone()),
        provider: "company".to_owned(),
        verifier: Verifier::new([1; 32]),
        nonce: [2; 16],
        binding,
        expires_at: at(NOW + 600),
    };
    let sealed = state.seal(&keys, &[3; 16], [4; 12], EDGE);
    let opened = AuthorizationState::open(&keys, EDGE, &sealed, Some(&binding), now())
        .ok()
        .unwrap();
    assert_eq!(opened.purpose, Purpose::Helper(client));

    let elsewhere = state.seal(&keys, &[3; 16], [6; 12], "https://other.example.com");
    assert!(
        AuthorizationState::open(
            &keys,
            "https://other.example.com",
            &elsewhere,
            Some(&binding),
            now()
        )
        .is_err()
    );
}

#[test]
fn redeems_a_code_for_the_page_only_for_the_page() {
    let edge = with_page(login(json!({})));
    let client = authorize(&edge, "www", "https://edge.example.com/")
        .unwrap()
        .client;
    let login = Login {
        id: [3; 16],
        client_id: client.client_id,
        scope: client.scope,
        ends_at: at(NOW + 3600),
        state_secret: Zeroizing::new([4; 32]),
        successor_salt: [5; 32],
        code: Some(CodeBinding {
            redirect_uri: client.redirect_uri,
            challenge: client.challenge,
        }),
        subject: LoginSubject::Claims {
            claims: claims(json!({})),
            provider: "company".to_owned(),
            refresh: None,
        },
    };
    let keys = SessionKeys::parse(KEYS).unwrap();
    let kept = Login::open(&keys, EDGE, &login.seal(&keys, [5; 12], EDGE)).unwrap();

    let code = LoginToken::new(TokenKind::Code, [3; 16], [6; 32]);
    let redeemed = |client: &str, redirect_uri: &str, verifier: &str| {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([
                ("grant_type", "authorization_code"),
                ("client_id", client),
                ("code", &code.text(edge.authenticator(EDGE).unwrap())),
                ("redirect_uri", redirect_uri),
                ("code_verifier", verifier),
            ])
            .finish();
        let form = Parameters::parse(&form).unwrap();
        let (request, client) = TokenRequest::parse(&form, None, &edge, EDGE).unwrap();
        request.check(&kept, &client).map_err(|error| error.error)
    };
    let home = "https://edge.example.com/";
    assert_eq!(redeemed("www", home, VERIFIER), Ok(()));
    for (client, redirect_uri, verifier) in [
        ("git", home, VERIFIER),
        ("www", "https://edge.example.com", VERIFIER),
        ("www", "http://127.0.0.1/", VERIFIER),
        ("www", home, "another"),
    ] {
        assert_eq!(
            redeemed(client, redirect_uri, verifier),
            Err("invalid_grant")
        );
    }
}
