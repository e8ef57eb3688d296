//! The `Authorization` header: every credential has exactly one kind, and no error shows it.
//!
//! The input is the header's value; its lines are also the user name and the password of a Basic
//! credential.

#![no_main]

use base64ct::{Base64, Encoding};
use codecommit_edge_fuzz::{CANARY, with_canary};
use edge_proxy::Error;
use edge_proxy::auth::Credential;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for accept_access_keys in [false, true] {
        check(text, accept_access_keys);
        let (username, password) = text.split_once('\n').unwrap_or(("", text));
        check(&basic(username, password), accept_access_keys);
        check(&format!("Bearer {password}"), accept_access_keys);

        let hidden = with_canary(password);
        for header in [basic(username, &hidden), format!("Bearer {hidden}")] {
            match Credential::parse(Some(&header), accept_access_keys) {
                Ok(identity) => assert!(!format!("{identity:?}").contains(CANARY)),
                Err(error) => assert_hides(&error),
            }
        }
    }
});

fn check(header: &str, accept_access_keys: bool) {
    let identity = match Credential::parse(Some(header), accept_access_keys) {
        Ok(identity) => identity,
        Err(error) => {
            assert_eq!(error.status(), 401, "{error:?}");
            assert!(error.public_message().len() <= 512);
            return;
        }
    };

    let again = match &identity {
        Credential::AccessKeys(credentials) => {
            assert!(accept_access_keys);
            let secret = credentials.secret_access_key();
            let password = match credentials.session_token() {
                Some(token) => format!("{secret}:{token}"),
                // Without the colon, a password that looks like a token would be read as one.
                None => format!("{secret}:"),
            };
            basic(credentials.access_key_id(), &password)
        }
        Credential::GitCredentials { username } => {
            assert!(username.bytes().all(|b| b.is_ascii_graphic() && b != b':'));
            basic(username, "password")
        }
        Credential::Session(token) => {
            assert!(token.starts_with("cces_"));
            basic("token", token)
        }
        Credential::Signed {
            access_key_id,
            signed_at,
        } => {
            assert!((16..=128).contains(&access_key_id.len()));
            basic(access_key_id, &format!("{signed_at}{}", "0".repeat(64)))
        }
        Credential::WebIdentity(jwt) => format!("Bearer {}", jwt.text()),
    };
    assert_eq!(
        Credential::parse(Some(&again), accept_access_keys).as_ref(),
        Ok(&identity)
    );
    assert!(
        !identity
            .principal()
            .is_some_and(|name| name.is_empty() && identity.kind() != "web_identity")
    );
}

/// A token's `alg` and `kid` may be quoted, but the canary is not there: it would have to be base64
/// that decodes to itself.
fn assert_hides(error: &Error) {
    let shown = format!("{} {error:?} {:?}", error.public_message(), error.detail());
    assert!(!shown.contains(CANARY), "{shown}");
}

fn basic(username: &str, password: &str) -> String {
    let pair = format!("{username}:{password}");
    format!("Basic {}", Base64::encode_string(pair.as_bytes()))
}
