//! Checking an ID token.

use crate::support::{AUDIENCE, claims};
use edge_proxy::oauth::check_id_token;
use serde_json::json;

#[test]
fn accepts_only_id_tokens_of_this_client_sign_in_and_user() {
    let edge = json!([AUDIENCE, "other"]);
    for (changes, nonce, subject, said) in [
        (json!({}), None, None, None),
        (json!({ "nonce": "n" }), Some("n"), None, None),
        (json!({}), None, Some("user-1"), None),
        (json!({ "nonce": "n" }), Some("n"), Some("user-1"), None),
        (json!({ "azp": AUDIENCE }), None, None, None),
        (json!({ "aud": edge, "azp": AUDIENCE }), None, None, None),
        // A nonce that was not requested is ignored.
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
