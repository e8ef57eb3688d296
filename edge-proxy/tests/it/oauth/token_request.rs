//! Codes and tokens that are good once, who may redeem them, and what is said of those that are not.

use std::sync::LazyLock;

use crate::support::{EDGE, KEYS, NOW, at, basic, claims, config, header, login};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use edge_proxy::Error;
use edge_proxy::error::Upstream;
use edge_proxy::http::{Cors, EdgeResponse};
use edge_proxy::jwt::JwtError;
use edge_proxy::oauth::{
    Authenticator, Challenge, CodeBinding, DeviceAnswer, Login, LoginSubject, LoginToken,
    OAuthError, Parameters, RedirectUri, Scope, TokenAnswer, TokenKind, TokenRequest, UserCode,
    client_id_of, device_id, device_object, flow_object, hex, json_answer, login_object,
};
use edge_proxy::session::SessionKeys;
use proptest::prelude::*;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:51000/";
const KINDS: [(TokenKind, &str); 3] = [
    (TokenKind::Code, "ccec_"),
    (TokenKind::Device, "cced_"),
    (TokenKind::Refresh, "ccer_"),
];

fn token(kind: TokenKind) -> LoginToken {
    LoginToken::new(kind, [7; 16], [9; 32])
}

fn text_of(kind: TokenKind) -> String {
    token(kind).text(edge()).as_str().to_owned()
}

/// The edge of the tests' configuration.
fn edge() -> Authenticator<'static> {
    static KEYS_OF_EDGE: LazyLock<SessionKeys> =
        LazyLock::new(|| SessionKeys::parse(KEYS).unwrap());
    Authenticator {
        keys: &KEYS_OF_EDGE,
        audience: EDGE,
    }
}

#[test]
fn an_edge_knows_its_own_tokens_and_codes_by_any_of_its_keys() {
    let keys = |text: &str| SessionKeys::parse(text).unwrap();
    let new = "two:IiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiIiI=";
    let (rotated, replaced) = (keys(&format!("{new},{KEYS}")), keys(new));
    let of = |keys, audience| Authenticator { keys, audience };
    let code = UserCode::of_random(&[7; 32], edge()).unwrap();
    for (authenticator, is_known) in [
        (edge(), true),
        (of(&rotated, EDGE), true),
        (of(&replaced, EDGE), false),
        (of(&rotated, "https://edge.example.org"), false),
    ] {
        for (kind, _) in KINDS {
            let read = LoginToken::parse(kind, &text_of(kind), authenticator);
            assert_eq!(read, is_known.then(|| token(kind)));
        }
        let read = UserCode::parse(&code.to_string(), authenticator);
        assert_eq!(read, is_known.then_some(code));
    }
}

#[test]
fn a_token_with_a_character_changed_is_none() {
    let text = text_of(TokenKind::Refresh);
    for at in 0..text.len() {
        let other = if text.as_bytes()[at] == b'g' {
            "Q"
        } else {
            "g"
        };
        let changed = [&text[..at], other, &text[at + 1..]].concat();
        let read = LoginToken::parse(TokenKind::Refresh, &changed, edge());
        assert_eq!(read, None, "changed at {at}");
    }
}

#[test]
fn a_token_is_read_as_it_was_made_and_as_no_other_kind() {
    for (kind, prefix) in KINDS {
        let text = text_of(kind);
        assert!(text.starts_with(prefix), "{text}");
        assert_eq!(text.len(), prefix.len() + 86);
        for (other, _) in KINDS {
            let read = LoginToken::parse(other, &text, edge());
            assert_eq!(read, (other == kind).then(|| token(kind)), "{text}");
        }
        let read = LoginToken::parse(kind, &text, edge()).unwrap();
        assert_eq!((read.kind(), read.id()), (kind, &[7; 16]));
    }
}

#[test]
fn what_is_no_token_is_not_read() {
    let text = text_of(TokenKind::Code);
    let of_length = |length| {
        format!(
            "ccec_{}",
            Base64UrlUnpadded::encode_string(&vec![7; length])
        )
    };
    for bad in [
        String::new(),
        "ccec_".to_owned(),
        of_length(16),
        of_length(47),
        of_length(48),
        of_length(49),
        of_length(64),
        of_length(96),
        of_length(4096),
        text.replace("ccec_", ""),
        text.replace("ccec_", "CCEC_"),
        text.replace("ccec_", "cces_"),
        format!("{text}="),
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\n"),
        format!("ccec_{}", "+".repeat(86)),
        format!("ccec_{}", "ü".repeat(43)),
    ] {
        assert_eq!(
            LoginToken::parse(TokenKind::Code, &bad, edge()),
            None,
            "{bad}"
        );
    }
}

#[test]
fn the_store_knows_a_hash_that_tells_nothing_and_is_of_one_kind() {
    let hashes: Vec<String> = KINDS
        .iter()
        .map(|(kind, _)| token(*kind).hash())
        .chain([LoginToken::new(TokenKind::Code, [7; 16], [8; 32]).hash()])
        .collect();
    for (index, hash) in hashes.iter().enumerate() {
        assert_eq!(Base64UrlUnpadded::decode_vec(hash).unwrap().len(), 32);
        assert!(!hashes[..index].contains(hash), "{hash}");
        for (kind, _) in KINDS {
            assert!(!text_of(kind).contains(hash));
        }
    }
    let shown = format!("{:?}", token(TokenKind::Code));
    assert_eq!(shown, "LoginToken { kind: Code, .. }");
}

#[test]
fn a_token_takes_the_object_of_its_id() {
    let id = "07".repeat(16);
    for (kind, object) in [
        (TokenKind::Code, format!("login-{id}")),
        (TokenKind::Refresh, format!("login-{id}")),
        (TokenKind::Device, format!("device-{id}")),
    ] {
        assert_eq!(token(kind).object(), object);
    }
    assert_eq!(login_object(&[7; 16]), format!("login-{id}"));
    assert_eq!(flow_object(&[7; 16]), format!("flow-{id}"));
    assert_eq!(hex(&[0, 1, 0xab, 0xff]), "0001abff");
}

#[test]
fn a_refresh_token_has_one_successor_for_a_salt() {
    let first = token(TokenKind::Refresh);
    let next = first.successor(&[1; 32]);
    assert_eq!(next, first.successor(&[1; 32]));
    assert_eq!((next.kind(), next.id()), (TokenKind::Refresh, first.id()));
    assert_eq!(next.object(), first.object());
    let other_secret = LoginToken::new(TokenKind::Refresh, [7; 16], [8; 32]);
    let other_id = LoginToken::new(TokenKind::Refresh, [8; 16], [9; 32]);
    let all = [
        first.hash(),
        next.hash(),
        first.successor(&[2; 32]).hash(),
        next.successor(&[1; 32]).hash(),
        other_secret.successor(&[1; 32]).hash(),
        other_id.successor(&[1; 32]).hash(),
    ];
    for (index, hash) in all.iter().enumerate() {
        assert!(!all[..index].contains(hash), "{index}");
    }
}

#[test]
fn a_devices_code_leads_to_what_its_user_code_does() {
    let code = UserCode::from_bytes(b"BCDFGHJKLM").unwrap();
    let token = LoginToken::of_device(&code, [9; 32]);
    assert_eq!(token.kind(), TokenKind::Device);
    assert_eq!(token.id(), &device_id(&code));
    assert_eq!(token.object(), device_object(&code));
    let other = UserCode::from_bytes(b"BCDFGHJKLN").unwrap();
    assert_ne!(device_object(&code), device_object(&other));
}

#[test]
fn a_user_code_is_read_however_it_is_typed() {
    let code = UserCode::of_random(&[7; 32], edge()).unwrap();
    let shown = code.to_string();
    assert_eq!((shown.len(), &shown[5..6]), (11, "-"));
    let letters = shown.replace('-', "");
    assert_eq!(code.as_bytes()[..], *letters.as_bytes());
    let (front, back) = letters.split_at(5);
    for typed in [
        shown.clone(),
        shown.to_lowercase(),
        letters.clone(),
        format!(" {front} {back} "),
        format!("{front}.{back}"),
        format!("{front}\t{back}"),
        format!("--{letters}--"),
    ] {
        assert_eq!(UserCode::parse(&typed, edge()), Some(code), "{typed}");
    }
    for typed in [
        String::new(),
        front.to_owned(),
        letters[1..].to_owned(),
        format!("{letters}B"),
        format!("A{}", &letters[1..]),
        format!("0{}", &letters[1..]),
        format!("{front}_{back}"),
        format!("{front}\n{back}"),
        format!("{front}–{back}"),
        format!("Ｗ{}", &letters[1..]),
        format!("{}\0", &letters[1..]),
        format!("{}ﬁ", &letters[1..]),
    ] {
        assert_eq!(UserCode::parse(&typed, edge()), None, "{typed}");
    }
}

#[test]
fn no_letter_of_a_user_code_is_likelier_than_another() {
    let mut seen = std::collections::BTreeMap::new();
    for byte in 0..=255 {
        let code = UserCode::of_random(&[byte; 32], edge());
        assert_eq!(code.is_some(), byte < 240, "{byte}");
        if let Some(code) = code {
            *seen.entry(code.as_bytes()[0]).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 20);
    assert!(seen.values().all(|count| *count == 12));
    assert!(!seen.keys().any(|letter| b"AEIOUY".contains(letter)));

    // What is of no use is passed over, up to the last that there is.
    let mut random = [255; 32];
    random[26..].copy_from_slice(&[0, 1, 2, 3, 4, 5]);
    let code = UserCode::of_random(&random, edge()).unwrap();
    assert!(code.to_string().starts_with("BCDFG-H"), "{code}");
    random[26] = 240;
    assert_eq!(UserCode::of_random(&random, edge()), None);
}

proptest! {
    #[test]
    fn no_made_up_text_is_a_token(text in "cce[cdr]_[A-Za-z0-9_-]{85,87}") {
        for (kind, _) in KINDS {
            prop_assert_eq!(LoginToken::parse(kind, &text, edge()), None);
        }
    }

    #[test]
    fn any_token_is_read_as_it_was_made(id: [u8; 16], secret: [u8; 32]) {
        for (kind, _) in KINDS {
            let token = LoginToken::new(kind, id, secret);
            prop_assert_eq!(LoginToken::parse(kind, &token.text(edge()), edge()), Some(token));
        }
    }

    #[test]
    fn any_user_code_is_read_as_it_is_shown(random: [u8; 32], text in "[BCDFGbcdfg .-]{0,12}|\\PC{0,10}") {
        if let Some(code) = UserCode::of_random(&random, edge()) {
            prop_assert_eq!(UserCode::parse(&code.to_string(), edge()), Some(code));
        }
        if let Some(code) = UserCode::parse(&text, edge()) {
            prop_assert_eq!(UserCode::parse(&code.to_string(), edge()), Some(code));
        }
    }
}

fn parsed(
    form: &str,
    authorization: Option<&str>,
) -> Result<(TokenRequest, String), (u16, &'static str)> {
    let parameters = Parameters::parse(form).unwrap();
    TokenRequest::parse(&parameters, authorization, &config(login(json!({}))), EDGE)
        .map_err(|error| (error.status, error.error))
}

fn code_form(changes: &[(&str, &str)]) -> String {
    let code = text_of(TokenKind::Code);
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "git"),
        ("code", code.as_str()),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn by_code(redirect_uri: &str, verifier: &str) -> TokenRequest {
    TokenRequest::Code {
        token: token(TokenKind::Code),
        redirect_uri: redirect_uri.to_owned(),
        verifier: Zeroizing::new(verifier.to_owned()),
    }
}

#[test]
fn a_token_is_asked_for_with_a_code_a_device_or_a_refresh_token() {
    let git = || "git".to_owned();
    let request = by_code(REDIRECT, VERIFIER);
    assert_eq!(request.token(), &token(TokenKind::Code));
    let shown = format!("{request:?}");
    assert!(!shown.contains(VERIFIER), "{shown}");
    assert_eq!(parsed(&code_form(&[]), None), Ok((request, git())));

    for (grant, parameter, kind) in [
        ("refresh_token", "refresh_token", TokenKind::Refresh),
        (
            "urn:ietf:params:oauth:grant-type:device_code",
            "device_code",
            TokenKind::Device,
        ),
    ] {
        let text = text_of(kind);
        let form = format!("grant_type={grant}&client_id=git&{parameter}={text}&scope=read");
        let (request, client_id) = parsed(&form, None).unwrap();
        assert_eq!((request.token(), client_id.as_str()), (&token(kind), "git"));
        match (kind, request) {
            (TokenKind::Refresh, TokenRequest::Refresh(_))
            | (TokenKind::Device, TokenRequest::Device(_)) => {}
            (_, request) => panic!("{request:?}"),
        }
    }
}

#[test]
fn a_request_for_a_token_is_refused_by_its_name() {
    let refresh = text_of(TokenKind::Refresh);
    for (changes, error) in [
        ([("grant_type", "")], "unsupported_grant_type"),
        ([("grant_type", "password")], "unsupported_grant_type"),
        (
            [("grant_type", "client_credentials")],
            "unsupported_grant_type",
        ),
        ([("grant_type", "Refresh_token")], "unsupported_grant_type"),
        ([("grant_type", "refresh_token")], "invalid_request"),
        ([("code", "")], "invalid_request"),
        ([("redirect_uri", "")], "invalid_request"),
        ([("code_verifier", "")], "invalid_request"),
        ([("code", "ccec_")], "invalid_grant"),
        // A refresh token is no code.
        ([("code", &refresh)], "invalid_grant"),
        ([("client_id", "")], "invalid_client"),
        ([("client_id", "GIT")], "invalid_client"),
        (
            [("client_id", "a4792ccc-144e-407e-86c9-5e7d8d9c3269")],
            "invalid_client",
        ),
    ] {
        let refused = parsed(&code_form(&changes), None).unwrap_err();
        assert_eq!(refused, (400, error), "{changes:?}");
    }
}

#[test]
fn a_client_names_itself_in_the_form_or_as_a_user() {
    let gitea = "e90ee53c-94e2-48ac-9358-a874fb9e0662";
    let compatible = config(login(json!({ "GITEA_COMPATIBILITY": true })));
    let no_pair = format!("Basic {}", Base64::encode_string(b"git"));
    let no_text = format!("Basic {}", Base64::encode_string(b"\xff:"));
    let refused = |status| Err((status, "invalid_client"));
    for (form, authorization, expected) in [
        ("client_id=git", None, Ok("git")),
        ("", Some(basic("git", "")), Ok("git")),
        // Nobody has a secret, and some helpers have to be configured with one.
        ("", Some(basic("git", "secret")), Ok("git")),
        ("client_id=git", Some(basic("git", "")), Ok("git")),
        ("", Some(basic(gitea, "gto_secret")), Ok(gitea)),
        ("client_id=git", Some("Bearer eyJ".to_owned()), Ok("git")),
        ("client_id=git", Some(no_pair), Ok("git")),
        ("", Some("Basic !".to_owned()), refused(400)),
        ("", Some(no_text), refused(400)),
        ("", None, refused(400)),
        ("client_id=other", None, refused(400)),
        ("", Some(basic("other", "")), refused(401)),
        ("", Some(basic("", "git")), refused(401)),
        ("client_id=git", Some(basic("other", "")), refused(401)),
        ("client_id=other", Some(basic("git", "")), refused(401)),
    ] {
        let parameters = Parameters::parse(form).unwrap();
        let client_id = client_id_of(&parameters, authorization.as_deref(), &compatible);
        assert_eq!(
            client_id
                .as_deref()
                .map_err(|error| (error.status, error.error)),
            expected,
            "{form} {authorization:?}"
        );
    }
}

#[test]
fn a_scheme_is_the_same_in_small_letters() {
    for scheme in ["Basic ", "basic ", "BASIC "] {
        let authorization = basic("git", "").replace("Basic ", scheme);
        let parameters = Parameters::parse("").unwrap();
        let client_id = client_id_of(&parameters, Some(&authorization), &config(login(json!({}))));
        assert_eq!(client_id.as_deref(), Ok("git"), "{scheme}");
    }
}

/// A sign-in of the client `git`, whose code is out or was redeemed.
fn signed_in(has_code: bool) -> Login {
    Login {
        id: [7; 16],
        client_id: "git".to_owned(),
        scope: Scope::default(),
        ends_at: at(NOW + 3600),
        state_secret: Zeroizing::new([1; 32]),
        successor_salt: [2; 32],
        code: has_code.then(|| CodeBinding {
            redirect_uri: RedirectUri::parse(REDIRECT).unwrap(),
            challenge: Challenge::parse(CHALLENGE).unwrap(),
        }),
        subject: LoginSubject::Claims {
            claims: claims(json!({})),
            provider: "company".to_owned(),
            refresh: None,
        },
    }
}

#[test]
fn only_who_has_asked_for_a_code_redeems_it() {
    let other_verifier = VERIFIER.replace('d', "e");
    let refresh = || TokenRequest::Refresh(token(TokenKind::Refresh));
    let device = || TokenRequest::Device(token(TokenKind::Device));
    for (request, has_code, client_id, good) in [
        (by_code(REDIRECT, VERIFIER), true, "git", true),
        (by_code(REDIRECT, VERIFIER), true, "other", false),
        (by_code(REDIRECT, VERIFIER), true, "", false),
        (by_code(REDIRECT, VERIFIER), false, "git", false),
        (by_code(REDIRECT, &other_verifier), true, "git", false),
        (by_code(REDIRECT, CHALLENGE), true, "git", false),
        (by_code(REDIRECT, ""), true, "git", false),
        // In the same words, and not only to the same effect.
        (
            by_code("http://127.0.0.1:51000", VERIFIER),
            true,
            "git",
            false,
        ),
        (
            by_code("http://localhost:51000/", VERIFIER),
            true,
            "git",
            false,
        ),
        (refresh(), false, "git", true),
        (refresh(), false, "other", false),
        (refresh(), true, "git", false),
        (device(), false, "git", true),
        (device(), false, "other", false),
        (device(), true, "git", false),
    ] {
        let checked = request.check(&signed_in(has_code), client_id);
        let error = checked.map_err(|error| (error.status, error.error));
        let expected = if good {
            Ok(())
        } else {
            Err((400, "invalid_grant"))
        };
        assert_eq!(error, expected, "{request:?} {has_code} {client_id}");
    }
}

fn body(answer: &EdgeResponse) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_token_is_answered_as_json_that_nothing_keeps() {
    let with = |refresh_token| {
        let body = TokenAnswer {
            access_token: "cces_a",
            token_type: "Bearer",
            expires_in: 3600,
            refresh_token,
            scope: "write",
        };
        json_answer(200, &body, &Cors::NONE)
    };
    let answer = with(Some("ccer_b"));
    assert_eq!((answer.status, answer.code), (200, None));
    for (name, value) in [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(header(&answer, name), Some(value));
    }
    let all = json!({
        "access_token": "cces_a", "token_type": "Bearer", "expires_in": 3600,
        "refresh_token": "ccer_b", "scope": "write",
    });
    assert_eq!(body(&answer), all);
    assert_eq!(body(&with(None)).get("refresh_token"), None);
}

#[test]
fn a_device_is_told_what_to_show_and_how_often_to_ask() {
    let answer = json_answer(
        200,
        &DeviceAnswer {
            device_code: "cced_a",
            user_code: "WDJB-MJHT",
            verification_uri: "https://edge.example.com/device",
            verification_uri_complete: "https://edge.example.com/device?user_code=WDJB-MJHT",
            expires_in: 600,
            interval: 5,
        },
        &Cors::NONE,
    );
    assert_eq!(
        body(&answer),
        json!({
            "device_code": "cced_a", "user_code": "WDJB-MJHT", "expires_in": 600, "interval": 5,
            "verification_uri": "https://edge.example.com/device",
            "verification_uri_complete": "https://edge.example.com/device?user_code=WDJB-MJHT",
        })
    );
}

#[test]
fn a_refusal_has_its_name_for_programs_and_for_the_log() {
    let error = OAuthError::invalid_grant("Sign in again.");
    let answer = error.answer(&Cors::NONE);
    assert_eq!((answer.status, answer.code), (400, Some("invalid_grant")));
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));
    assert_eq!(
        header(&answer, "x-codecommit-edge-code"),
        Some("invalid_grant")
    );
    assert_eq!(header(&answer, "www-authenticate"), None);
    assert_eq!(
        body(&answer),
        json!({ "error": "invalid_grant", "error_description": "Sign in again." })
    );
}

/// RFC 6749, 5.2
#[test]
fn who_is_refused_by_the_header_is_told_the_scheme() {
    let parameters = Parameters::parse("").unwrap();
    let error = client_id_of(
        &parameters,
        Some(&basic("other", "")),
        &config(login(json!({}))),
    )
    .unwrap_err();
    let answer = error.answer(&Cors::NONE);
    assert_eq!(answer.status, 401);
    let challenge = header(&answer, "www-authenticate").unwrap();
    assert!(challenge.starts_with("Basic realm="), "{challenge}");
}

fn failures() -> Vec<(Error, u16, &'static str)> {
    vec![
        (Error::AccessDenied("Not you.".into()), 400, "access_denied"),
        (
            Error::RepositoryNotAllowed("app".into()),
            400,
            "access_denied",
        ),
        (
            Error::CredentialsExpired("Over.".into()),
            400,
            "invalid_grant",
        ),
        (Error::SignatureRejected("No.".into()), 400, "invalid_grant"),
        (Error::Unauthenticated, 400, "invalid_grant"),
        (Error::BadRequest("no form".into()), 400, "invalid_request"),
        (Error::NotFound("Nothing.".into()), 400, "invalid_request"),
        (
            Error::MethodNotAllowed { allow: "POST" },
            400,
            "invalid_request",
        ),
        (Error::PushTooLarge { limit: 1 }, 400, "invalid_request"),
        (Error::Misconfigured("secret".into()), 500, "server_error"),
        (
            Error::Throttled {
                upstream: Upstream::Sts,
                retry_after: 3,
            },
            503,
            "temporarily_unavailable",
        ),
        (
            Error::UpstreamTimeout(Upstream::IdentityProvider),
            503,
            "temporarily_unavailable",
        ),
        (
            Error::UpstreamUnreachable {
                upstream: Upstream::IdentityCenter,
                detail: "secret".into(),
            },
            503,
            "temporarily_unavailable",
        ),
    ]
}

#[test]
fn what_fails_behind_the_edge_has_one_of_oauths_names() {
    for (error, status, name) in failures() {
        let refused = OAuthError::from(error.clone());
        assert_eq!((refused.status, refused.error), (status, name), "{error:?}");
        assert_eq!(refused.detail.as_deref(), error.detail());
        assert!(!refused.description.contains("secret"));
        assert!(!String::from_utf8_lossy(&refused.answer(&Cors::NONE).body).contains("secret"));
    }
}

/// RFC 6749, 5.2: `%x20-21 / %x23-5B / %x5D-7E`
#[test]
fn a_description_has_no_character_that_oauth_does_not_allow() {
    let quoting = JwtError::Issuer {
        seen: "https://login.example.com/\"tenant\"\\…".to_owned(),
        expected: "https://login.example.com/ü".to_owned(),
    };
    let hostile = [
        (Error::from(quoting), 400, "invalid_grant"),
        (
            Error::AccessDenied("a\nb\t\u{202e}c".into()),
            400,
            "access_denied",
        ),
    ];
    for (error, ..) in failures().into_iter().chain(hostile) {
        let refused = OAuthError::from(error);
        assert!(
            refused
                .description
                .bytes()
                .all(|b| matches!(b, b' '..=b'~') && b != b'"' && b != b'\\'),
            "{}",
            refused.description
        );
        assert!(!refused.description.is_empty());
    }
}
