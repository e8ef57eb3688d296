//! Answers of the token endpoint.

use crate::support::{CANARY, merged, token};
use edge_proxy::Error;
use edge_proxy::oauth::ProviderTokens;
use edge_proxy::util::Secret;
use serde_json::{Value, json};

fn parsed(status: u16, body: Value) -> Result<Option<ProviderTokens>, Error> {
    ProviderTokens::parse(status, body.to_string().as_bytes())
}

#[test]
fn reads_an_id_token_and_an_optional_refresh_token() {
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
fn treats_a_rejected_code_as_an_expected_answer() {
    for status in [400, 401, 403] {
        let body = json!({ "error": "invalid_grant", "error_description": CANARY });
        assert!(parsed(status, body).unwrap().is_none());
    }
}

#[test]
fn reports_other_answers_as_upstream_failures() {
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
        // Other success statuses are not accepted.
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
fn reports_an_unreadable_id_token_as_an_upstream_failure() {
    for id_token in ["opaque", "a.b", "a.b.c", "..", &"a".repeat(30_000)] {
        let error = parsed(200, json!({ "id_token": id_token })).unwrap_err();
        assert_eq!(error.code(), "upstream_unreachable");
        assert!(error.detail().unwrap().contains("The token cannot be read"));
    }
}
