//! Sign-in: codes are sent only to loopback, and parsing is the inverse of serialising.
//!
//! The input is parsed as a query, a form, an address, a token, a code, a cookie and a response.
//! The text after its first line is also parsed as a form, with the first line as its
//! `Authorization` header.

#![no_main]

use std::sync::LazyLock;

use codecommit_edge_fuzz::{CANARY, with_canary};
use edge_proxy::Config;
use edge_proxy::aws::identity_center;
use edge_proxy::aws::identity_center::{DeviceAuthorization, Poll, RegisteredClient};
use edge_proxy::oauth::{
    Authenticator, AuthorizationError, AuthorizationRequest, Binding, Challenge, LoginToken,
    ProviderTokens, RedirectUri, Scope, TokenKind, TokenRequest, UserCode,
};
use edge_proxy::util::{Parameters, ParametersError};
use libfuzzer_sys::fuzz_target;
use serde_json::json;
use url::{Host, Url, form_urlencoded};

fuzz_target!(|text: &str| {
    check_redirect_uri(text);
    check_redirect_uri(&format!("http://127.0.0.1{text}"));
    check_names(text);

    check_authorization(text);
    check_authorization(&format!("{BEGUN}{text}"));
    check_parameters(text);
    let (authorization, form) = text.split_once('\n').unwrap_or(("", text));
    check_token_request(form, Some(authorization).filter(|it| !it.is_empty()));
    check_token_request(&format!("client_id=git&{form}"), None);
    check_silence(form);

    for origin in [EDGE, "http://127.0.0.1:8787"] {
        if let Some(binding) = Binding::from_cookies(text, origin) {
            let set = binding.set_cookie(origin);
            assert_eq!(Binding::from_cookies(&set, origin), Some(binding));
        }
    }
    for status in [200, 400, 401, 500] {
        check_answer(status, text);
    }
});

fn check_redirect_uri(text: &str) {
    let Some(uri) = RedirectUri::parse(text) else {
        return;
    };
    assert_eq!(uri.as_str(), text);
    assert_leads_to_loopback(text);
    let told = uri.with(&[
        ("code", Some("a&b=c")),
        ("state", None),
        ("iss", Some(EDGE)),
    ]);
    let told = assert_leads_to_loopback(&told);
    let expected = [("code", "a&b=c"), ("iss", EDGE)].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(told, expected);
}

/// The parameters of an address on the browser's own machine.
fn assert_leads_to_loopback(address: &str) -> Vec<(String, String)> {
    let url = Url::parse(address).expect("a URL that a browser takes");
    assert_eq!(url.scheme(), "http");
    assert!(match url.host().expect("a host") {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(host) => host.is_loopback(),
        Host::Ipv6(host) => host.is_loopback(),
    });
    assert_eq!((url.username(), url.password()), ("", None));
    assert_eq!(url.fragment(), None);
    url.query_pairs().into_owned().collect()
}

fn check_names(text: &str) {
    for (kind, prefix) in [
        (TokenKind::Code, "ccec_"),
        (TokenKind::Device, "cced_"),
        (TokenKind::Refresh, "ccer_"),
    ] {
        for text in [text, &format!("{prefix}{text}")] {
            if let Some(token) = LoginToken::parse(kind, text, authenticator()) {
                assert_eq!(token.text(authenticator()).as_str(), text);
                assert!(!token.object().contains(text) && token.object().is_ascii());
            }
        }
    }
    if let Some(code) = UserCode::parse(text, authenticator()) {
        assert_eq!(
            UserCode::parse(&code.to_string(), authenticator()),
            Some(code)
        );
        assert_eq!(code.to_string().len(), 11);
    }
    if let Some(challenge) = Challenge::parse(text) {
        assert_eq!(text.len(), 43);
        assert!(!challenge.matches(text));
    }
    if let Some(scope) = Scope::parse(text) {
        assert_eq!(Scope::parse(&scope.text()), Some(scope));
    }
}

fn authenticator() -> Authenticator<'static> {
    CONFIG.authenticator(EDGE).expect("keys")
}

fn check_authorization(query: &str) {
    let Ok(parameters) = Parameters::parse(query) else {
        return;
    };
    match AuthorizationRequest::parse(&parameters, &CONFIG, EDGE) {
        Ok(request) => {
            assert_eq!(request.client.client_id, "git");
            assert_leads_to_loopback(request.client.redirect_uri.as_str());
            assert!(request.client.state.is_none_or(|it| it.len() <= 1024));
            assert!(request.provider.is_none_or(|it| !it.is_empty()));
        }
        Err(AuthorizationError::Redirect(address)) => {
            let told = assert_leads_to_loopback(&address);
            let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
            assert!(matches!(
                names[..],
                ["error", "error_description", "iss"]
                    | ["error", "error_description", "state", "iss"]
            ));
        }
        Err(AuthorizationError::Page(error)) => assert_eq!(error.status(), 400),
    }
}

fn check_parameters(text: &str) {
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
    let parameters = match Parameters::parse(text) {
        Ok(parameters) => parameters,
        Err(ParametersError::TooMany) => return assert!(pairs.len() > Parameters::MAX),
        Err(ParametersError::Repeated(_)) => {
            let mut names: Vec<_> = pairs.iter().map(|(name, _)| name).collect();
            names.sort_unstable();
            names.dedup();
            return assert!(names.len() < pairs.len());
        }
    };
    for (name, value) in &pairs {
        let expected = Some(value.as_ref()).filter(|value| !value.is_empty());
        assert_eq!(parameters.value(name), expected);
    }
}

fn check_token_request(form: &str, authorization: Option<&str>) {
    let Ok(parameters) = Parameters::parse(form) else {
        return;
    };
    match TokenRequest::parse(&parameters, authorization, &CONFIG, EDGE) {
        Ok((request, client_id)) => {
            assert_eq!(client_id, "git");
            let (name, kind) = match &request {
                TokenRequest::Code { .. } => ("code", TokenKind::Code),
                TokenRequest::Device(_) => ("device_code", TokenKind::Device),
                TokenRequest::Refresh(_) => ("refresh_token", TokenKind::Refresh),
            };
            let text = request.token().text(authenticator());
            assert_eq!(parameters.value(name), Some(text.as_str()));
            assert_eq!(request.token().kind(), kind);
        }
        Err(error) => {
            assert!(matches!(error.status, 400 | 401));
            assert!(error.status == 400 || authorization.is_some());
        }
    }
}

/// No text that could be logged contains a secret from the request.
fn check_silence(text: &str) {
    let hidden = with_canary(text);
    let code = LoginToken::new(TokenKind::Code, [1; 16], [2; 32]);
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", "git")
        .append_pair("grant_type", "authorization_code")
        .append_pair("redirect_uri", "http://127.0.0.1/")
        .append_pair("code", &code.text(authenticator()))
        .append_pair("code_verifier", &hidden)
        .finish();
    let parameters = Parameters::parse(&form).ok().expect("each comes once");
    let parsed = TokenRequest::parse(&parameters, None, &CONFIG, EDGE);
    let shown = format!("{parsed:?}");
    assert!(parsed.is_ok() && !shown.contains(CANARY), "{shown}");
}

fn check_answer(status: u16, text: &str) {
    let body = text.as_bytes();
    match ProviderTokens::parse(status, body) {
        Ok(Some(tokens)) => {
            assert_eq!(status, 200);
            assert!(
                tokens
                    .refresh
                    .is_none_or(|token| !token.reveal().is_empty())
            );
        }
        Ok(None) => assert_ne!(status, 200),
        Err(error) => assert!(error.detail().is_some_and(|detail| detail.len() <= 512)),
    }

    let is_visible = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    if let Ok(client) = RegisteredClient::parse(status, body) {
        assert!(is_visible(&client.id) && is_visible(client.secret.reveal()));
    }
    if let Ok(started) = DeviceAuthorization::parse(status, body) {
        assert!(is_visible(started.device_code.reveal()) && is_visible(&started.user_code));
        assert!((1..=60).contains(&started.interval));
    }
    if let Ok(Poll::Approved(token)) = identity_center::parse_poll(status, body) {
        assert!(is_visible(token.access.reveal()));
        assert!(token.refresh.is_none_or(|token| is_visible(token.reveal())));
    }
    for answered in [
        identity_center::parse_poll(status, body).map(drop),
        identity_center::parse_refresh(status, body).map(drop),
        identity_center::accounts(status, body).map(drop),
        identity_center::role_names(status, body).map(drop),
        identity_center::role_credentials(status, body).map(drop),
    ] {
        let detail = answered.as_ref().err().and_then(|error| error.detail());
        assert!(detail.is_none_or(|detail| detail.len() <= 512));
    }
}

/// An edge with a provider that users can sign in with.
static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let vars = json!({
        "IDENTITY_PROVIDERS": { "company": { "issuer": "https://login.example.com", "client_id": "edge" } },
        "PROFILES": { "pay": { "role_arn": "arn:aws:iam::123456789012:role/pay-reader" } },
        "SESSION_KEYS": "one:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    });
    Config::from_vars(vars.as_object().expect("an object")).expect("a configuration")
});
const EDGE: &str = "https://edge.example.com";
/// The parameters that every valid authorization request has.
const BEGUN: &str = "client_id=git&redirect_uri=http://127.0.0.1:51000/&";
