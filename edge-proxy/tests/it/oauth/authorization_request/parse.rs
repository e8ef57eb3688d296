//! Reading an authorization request and reporting its errors.

use super::{CHALLENGE, REDIRECT, is_on_loopback};
use crate::support::{EDGE, config, login};
use edge_proxy::Config;
use edge_proxy::oauth::{
    AuthorizationError, AuthorizationRequest, Challenge, ClientRequest, RedirectUri, Scope,
};
use edge_proxy::util::{Parameters, ParametersError};
use proptest::prelude::*;
use serde_json::json;
use url::{Url, form_urlencoded};

/// The client id that Gitea gives git-credential-oauth.
const GITEA_OAUTH_CLIENT: &str = "a4792ccc-144e-407e-86c9-5e7d8d9c3269";

/// The query of a valid request, with changes; `None` removes a parameter.
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

fn parse(query: &str, edge: &Config) -> Result<AuthorizationRequest, AuthorizationError> {
    AuthorizationRequest::parse(&Parameters::parse(query).unwrap(), edge, EDGE)
}

fn parsed(changes: &[(&str, Option<&str>)]) -> Result<AuthorizationRequest, AuthorizationError> {
    parse(&query(changes), &config(login(json!({}))))
}

/// The parameters of the redirect to the client.
#[track_caller]
fn told(refused: AuthorizationError) -> Vec<(String, String)> {
    let AuthorizationError::Redirect(address) = refused else {
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
fn reads_an_authorization_request() {
    let request = parsed(&[
        ("scope", Some("profile:pay read")),
        ("provider", Some("company")),
        // Unknown parameters are ignored (RFC 6749, 3.1).
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
fn accepts_requests_without_state_scope_and_provider() {
    for value in [None, Some("")] {
        let request = parsed(&[("state", value), ("scope", value), ("provider", value)]).unwrap();
        assert_eq!(request.client.state, None);
        assert_eq!(request.client.scope, Scope::default());
        assert_eq!(request.provider, None);
    }
    assert!(parsed(&[("response_mode", Some("query"))]).is_ok());
}

#[test]
fn never_redirects_when_the_client_or_redirect_uri_is_invalid() {
    for (changes, said) in [
        ([("client_id", None)], "client_id"),
        ([("client_id", Some(""))], "client_id"),
        ([("client_id", Some("Git"))], "client_id"),
        ([("client_id", Some(GITEA_OAUTH_CLIENT))], "client_id"),
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
        // Regardless of other errors.
        for also in [("response_type", Some("code")), ("scope", Some("admin"))] {
            let Err(AuthorizationError::Page(error)) = parsed(&[changes[0], also]) else {
                panic!("{changes:?}");
            };
            assert_eq!((error.status(), error.code()), (400, "bad_request"));
            assert!(error.public_message().contains(said), "{error:?}");
        }
    }
    let twice = format!("{}&redirect_uri=https://evil.example", query(&[]));
    assert_eq!(
        Parameters::parse(&twice).err(),
        Some(ParametersError::Repeated(Some("redirect_uri".to_owned())))
    );
}

#[test]
fn redirects_other_errors_to_the_client() {
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
        let told = told(parsed(&changes).unwrap_err());
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
fn returns_the_state_unchanged_and_rejects_a_long_one() {
    let long = "s".repeat(1024);
    assert_eq!(
        parsed(&[("state", Some(&long))]).unwrap().client.state,
        Some(long.clone())
    );
    let told = told(parsed(&[("state", Some(&format!("{long}s")))]).unwrap_err());
    assert_eq!(told[0].1, "invalid_request");
    assert!(told.iter().all(|(name, _)| name != "state"));
}

#[test]
fn accepts_gitea_client_ids_only_in_compatibility_mode() {
    let compatible = config(login(json!({ "GITEA_COMPATIBILITY": true })));
    for (id, known) in [
        ("git", true),
        (GITEA_OAUTH_CLIENT, true),
        ("e90ee53c-94e2-48ac-9358-a874fb9e0662", true),
        ("d57cb8c4-630c-4168-8324-ec79935e18d4", false),
    ] {
        let query = query(&[("client_id", Some(id))]);
        let request = parse(&query, &compatible);
        assert_eq!(request.is_ok(), known, "{id}");
    }
}

proptest! {
    #[test]
    fn parses_any_query_without_a_panic(
        query in "((client_id=git|redirect_uri=http://(127\\.0\\.0\\.1|localhost)|response_type=code|scope=read|state=\\PC{0,4}|%[0-9a-f]{0,2}|\\PC{0,6})&?){0,8}",
    ) {
        let parameters = Parameters::parse(&query);
        prop_assume!(parameters.is_ok());
        let parsed = parse(&query, &config(login(json!({}))));
        if let Err(AuthorizationError::Redirect(url)) = parsed {
            let (redirect_uri, _) = url.split_once('?').unwrap();
            prop_assert!(is_on_loopback(redirect_uri), "{}", url);
        }
    }
}
