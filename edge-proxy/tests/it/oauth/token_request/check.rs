//! Which client may redeem a token.

use super::{CHALLENGE, REDIRECT, VERIFIER, by_code, token};
use crate::support::{NOW, at, claims};
use edge_proxy::oauth::{
    Challenge, CodeBinding, Login, LoginSubject, RedirectUri, Scope, TokenKind, TokenRequest,
};
use serde_json::json;
use zeroize::Zeroizing;

/// A sign-in of the client `git`, whose code is still valid or already redeemed.
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
fn says_which_part_of_a_request_does_not_match() {
    for (request, start) in [
        (
            by_code(REDIRECT, CHALLENGE),
            "The code_verifier does not match",
        ),
        (
            by_code("http://localhost:1/", VERIFIER),
            "The redirect_uri is not",
        ),
    ] {
        let refused = request.check(&signed_in(true), "git").unwrap_err();
        assert!(refused.description.starts_with(start), "{refused:?}");
    }
}

#[test]
fn redeems_a_code_only_for_its_client_redirect_uri_and_verifier() {
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
        // The redirect URI must be equal, not just equivalent.
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
