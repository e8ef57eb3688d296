//! Reading a token request and its client.

use super::{REDIRECT, VERIFIER, by_code, text_of, token};
use crate::support::{EDGE, basic, config, header, login};
use base64ct::{Base64, Base64Unpadded, Encoding};
use edge_proxy::http::Cors;
use edge_proxy::oauth::{OAuthError, TokenKind, TokenRequest, client_id_of};
use edge_proxy::util::Parameters;
use serde_json::json;

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

#[test]
fn accepts_a_code_a_device_code_or_a_refresh_token() {
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
fn rejects_requests_with_the_error_of_rfc_6749() {
    let refresh = text_of(TokenKind::Refresh);
    for (changes, error) in [
        ([("grant_type", "")], "invalid_request"),
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
        // A refresh token is not a code.
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
fn names_what_is_wrong_with_a_request() {
    let description = |form: &str, authorization: Option<&str>| {
        let parameters = Parameters::parse(form).map_err(OAuthError::from);
        parameters
            .and_then(|it| TokenRequest::parse(&it, authorization, &config(login(json!({}))), EDGE))
            .unwrap_err()
            .description
    };
    let many: Vec<String> = (0..40).map(|number| format!("p{number}=1")).collect();
    for (form, authorization, expected) in [
        (
            many.join("&"),
            None,
            "There are more than 32 parameters. Send only those that are needed.",
        ),
        (
            "code=a&code=b".to_owned(),
            None,
            "The parameter `code` comes twice. Send it once.",
        ),
        (
            "%22%0a=a&%22%0a=b".to_owned(),
            None,
            "A parameter comes twice. Send it once.",
        ),
        (
            code_form(&[("code_verifier", "")]),
            None,
            "The form has no code_verifier, which this request needs.",
        ),
        (
            code_form(&[("grant_type", "")]),
            None,
            "The form has no grant_type, which this request needs.",
        ),
        (
            code_form(&[("redirect_uri", "")]),
            None,
            "The form has no redirect_uri, which this request needs.",
        ),
        (
            code_form(&[("client_id", "")]),
            None,
            "The request has no client_id. That of git's helpers is `git`: see /setup.",
        ),
        (
            code_form(&[("client_id", "other")]),
            None,
            "This edge does not know the client_id. That of git's helpers is `git`: see /setup.",
        ),
        (
            code_form(&[]),
            Some(basic("other", "")),
            "The client_id in the form is not the user name in the Authorization header. Send one of them.",
        ),
    ] {
        assert_eq!(description(&form, authorization.as_deref()), expected);
    }
}

#[test]
fn reads_the_client_id_from_the_form_or_basic_authentication() {
    let gitea = "e90ee53c-94e2-48ac-9358-a874fb9e0662";
    let compatible = config(login(json!({ "GITEA_COMPATIBILITY": true })));
    let no_pair = format!("Basic {}", Base64::encode_string(b"git"));
    let unpadded = format!("Basic {}", Base64Unpadded::encode_string(b"git:"));
    let no_text = format!("Basic {}", Base64::encode_string(b"\xff:"));
    let refused = |status| Err((status, "invalid_client"));
    for (form, authorization, expected) in [
        ("client_id=git", None, Ok("git")),
        ("", Some(basic("git", "")), Ok("git")),
        ("", Some(unpadded), Ok("git")),
        // Clients are public, but some helpers have to be configured with a secret.
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
fn compares_the_authentication_scheme_without_regard_to_case() {
    for scheme in ["Basic ", "basic ", "BASIC "] {
        let authorization = basic("git", "").replace("Basic ", scheme);
        let parameters = Parameters::parse("").unwrap();
        let client_id = client_id_of(&parameters, Some(&authorization), &config(login(json!({}))));
        assert_eq!(client_id.as_deref(), Ok("git"), "{scheme}");
    }
}

/// RFC 6749, 5.2
#[test]
fn challenges_a_client_that_basic_authentication_rejects() {
    let parameters = Parameters::parse("").unwrap();
    let error = client_id_of(
        &parameters,
        Some(&basic("other", "")),
        &config(login(json!({}))),
    )
    .unwrap_err();
    let answer = error.response(&Cors::NONE);
    assert_eq!(answer.status, 401);
    let challenge = header(&answer, "www-authenticate").unwrap();
    assert!(challenge.starts_with("Basic realm="), "{challenge}");
}
