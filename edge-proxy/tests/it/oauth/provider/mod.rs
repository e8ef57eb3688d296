//! The edge as a client of an identity provider.

mod discovery;
mod id_token;
mod request;
mod tokens;

use crate::support::{AUDIENCE, NOW, at};
use edge_proxy::config::provider::OidcClient;
use edge_proxy::oauth::{
    AuthorizationState, Binding, Challenge, ClientRequest, Purpose, RedirectUri, Scope, Verifier,
};
use edge_proxy::util::Secret;

const CALLBACK: &str = "https://edge.example.com/oauth/callback/company";

fn authorization_state() -> AuthorizationState {
    AuthorizationState {
        purpose: Purpose::Helper(ClientRequest {
            client_id: "git".to_owned(),
            state: Some("the helper's own".to_owned()),
            redirect_uri: RedirectUri::parse("http://127.0.0.1:51000/").unwrap(),
            challenge: Challenge::from_bytes([6; 32]),
            scope: Scope::default(),
        }),
        provider: "company".to_owned(),
        verifier: Verifier::new([7; 32]),
        nonce: [8; 16],
        binding: Binding::new([5; 16]),
        expires_at: at(NOW + AuthorizationState::SECONDS),
    }
}

fn client(secret: Option<&str>) -> OidcClient {
    OidcClient {
        id: AUDIENCE.to_owned(),
        secret: secret.map(Secret::new),
        scopes: "openid email".to_owned(),
        parameters: Vec::new(),
    }
}
