//! The token endpoint: codes and tokens that work once, and requests for them.

mod answer;
mod check;
mod login_token;
mod parse;
mod user_code;

use crate::support::{EDGE, KEYS};
use edge_proxy::oauth::{Authenticator, LoginToken, TokenKind, TokenRequest};
use edge_proxy::session::SessionKeys;
use std::sync::LazyLock;
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

/// The authenticator of the edge under test.
fn edge() -> Authenticator<'static> {
    static KEYS_OF_EDGE: LazyLock<SessionKeys> =
        LazyLock::new(|| SessionKeys::parse(KEYS).unwrap());
    Authenticator {
        keys: &KEYS_OF_EDGE,
        audience: EDGE,
    }
}

fn by_code(redirect_uri: &str, verifier: &str) -> TokenRequest {
    TokenRequest::Code {
        token: token(TokenKind::Code),
        redirect_uri: redirect_uri.to_owned(),
        verifier: Zeroizing::new(verifier.to_owned()),
    }
}
