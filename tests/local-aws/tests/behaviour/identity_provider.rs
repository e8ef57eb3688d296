//! An identity provider on loopback, with real keys, whose responses a test can choose.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use http::{Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::environment::{Answer, Environment};
use crate::signing_key::SigningKey;
use crate::sts_call::{form, unsigned};

pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/deploy";

/// The provider's behaviour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Well,
    Failing,
    Silent,
    /// Its configuration names another issuer.
    Confused,
}

pub(crate) struct IdentityProvider {
    address: SocketAddr,
    pub(crate) key: SigningKey,
    state: Arc<Mutex<State>>,
    _server: JoinSet<()>,
}

struct State {
    issuer: String,
    keys: Value,
    mood: Mood,
    asked_for_keys: usize,
}

impl IdentityProvider {
    /// A provider whose only key is `key`, named `first`.
    pub(crate) async fn start(key: SigningKey) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State {
            issuer: format!("http://{address}/realm"),
            keys: json!([key.jwk("first")]),
            mood: Mood::Well,
            asked_for_keys: 0,
        }));
        let mut server = JoinSet::new();
        server.spawn(serve(listener, state.clone()));
        Self {
            address,
            key,
            state,
            _server: server,
        }
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://{}/realm", self.address)
    }

    /// The issuer as in condition keys.
    pub(crate) fn name(&self) -> String {
        format!("{}/realm", self.address)
    }

    pub(crate) fn arn(&self) -> String {
        format!("arn:aws:iam::123456789012:oidc-provider/{}", self.name())
    }

    pub(crate) fn publish(&self, keys: Value) {
        self.state.lock().unwrap().keys = keys;
    }

    pub(crate) fn be(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    pub(crate) fn asked_for_keys(&self) -> usize {
        self.state.lock().unwrap().asked_for_keys
    }

    /// Valid claims, changed: a `null` removes a claim.
    pub(crate) fn claims(&self, changes: Value) -> Value {
        let mut claims = json!({
            "iss": self.issuer(),
            "aud": "sts.amazonaws.com",
            "sub": "repo:octo/app:ref:refs/heads/main",
            "email": "alice@example.com",
            "iat": now(),
            "exp": now() + 300,
        });
        let (Value::Object(claims), Value::Object(changes)) = (&mut claims, changes) else {
            panic!("claims are an object");
        };
        claims.extend(changes);
        claims.retain(|_, it| !it.is_null());
        Value::Object(std::mem::take(claims))
    }

    pub(crate) fn token(&self, changes: Value) -> String {
        self.key.token("first", &self.claims(changes))
    }

    /// Makes an account trust this provider, and one of its roles trust the provider's users.
    pub(crate) async fn register(&self, aws: &Environment, condition: Value) {
        self.register_alone(aws).await;
        let trust = json!({ "Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Principal": { "Federated": self.arn() },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        } });
        aws.role(json!({ "name": "deploy", "trust": trust })).await;
    }

    pub(crate) async fn register_alone(&self, aws: &Environment) {
        let (status, answer) = aws
            .admin(
                "POST",
                "oidc-providers",
                json!({ "url": self.issuer(), "client_ids": ["sts.amazonaws.com", "git"] }),
            )
            .await;
        assert_eq!((status, answer), (201, json!({ "arn": self.arn() })));
    }
}

/// A cloud with a repository `app`, and a role that all of the provider's users may assume.
pub(crate) async fn trusted() -> (Environment, IdentityProvider) {
    let (aws, _) = Environment::with_app("empty").await;
    let provider = IdentityProvider::start(SigningKey::eddsa()).await;
    provider.register(&aws, json!({})).await;
    (aws, provider)
}

/// Requests a session of [`ROLE`].
pub(crate) async fn assume(aws: &Environment, token: &str) -> Answer {
    assume_with(aws, token, &[]).await
}

/// The same with more parameters.
pub(crate) async fn assume_with(aws: &Environment, token: &str, more: &[(&str, &str)]) -> Answer {
    let mut parameters = vec![
        ("RoleArn", ROLE),
        ("RoleSessionName", "alice@example.com"),
        ("WebIdentityToken", token),
    ];
    parameters.retain(|(name, _)| more.iter().all(|(it, _)| it != name));
    parameters.extend(more);
    unsigned(aws, None, form("AssumeRoleWithWebIdentity", &parameters)).await
}

pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

async fn serve(listener: TcpListener, state: Arc<Mutex<State>>) {
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let state = state.clone();
        let service = service_fn(move |request| answer(state.clone(), request));
        connections.spawn(async move {
            // A client that disconnects does not matter.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    state: Arc<Mutex<State>>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if state.lock().unwrap().mood == Mood::Silent {
        std::future::pending::<()>().await;
    }
    let mut state = state.lock().unwrap();
    let issuer = &state.issuer;
    let (status, document) = match (state.mood, request.uri().path()) {
        (Mood::Failing, _) => (StatusCode::INTERNAL_SERVER_ERROR, Value::Null),
        (mood, "/realm/.well-known/openid-configuration") => {
            let named = match mood {
                Mood::Confused => "http://127.0.0.1:1",
                _ => issuer,
            };
            let keys = format!("{issuer}/keys");
            (StatusCode::OK, json!({ "issuer": named, "jwks_uri": keys }))
        }
        (_, "/realm/keys") => {
            let keys = json!({ "keys": state.keys });
            state.asked_for_keys += 1;
            (StatusCode::OK, keys)
        }
        _ => (StatusCode::NOT_FOUND, Value::Null),
    };
    let mut response = Response::new(Full::from(document.to_string()));
    *response.status_mut() = status;
    Ok(response)
}
