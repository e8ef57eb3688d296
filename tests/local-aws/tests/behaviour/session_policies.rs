use serde_json::{Value, json};

use crate::environment::{Environment, REGION};
use crate::identity_provider::{IdentityProvider, assume_with};
use crate::signing::{Credentials, basic, password};
use crate::signing_key::SigningKey;
use crate::sts_call::{element, refused, session};

const PULL: &str = "git-upload-pack";
const PUSH: &str = "git-receive-pack";

struct World {
    aws: Environment,
    provider: IdentityProvider,
}

impl World {
    /// With the repositories `app` and `team-web`, another `app` in another region, and a role with
    /// the permissions `allow`.
    async fn new(allow: Option<Value>) -> Self {
        let (aws, _) = Environment::with_app("empty").await;
        for (region, name) in [(REGION, "team-web"), ("eu-west-2", "app")] {
            aws.create(json!({ "region": region, "name": name })).await;
        }
        let provider = IdentityProvider::start(SigningKey::eddsa()).await;
        provider.register_alone(&aws).await;
        let trust = json!({ "Statement": {
            "Effect": "Allow",
            "Principal": { "Federated": provider.arn() },
            "Action": "sts:AssumeRoleWithWebIdentity",
        } });
        aws.role(json!({ "name": "deploy", "trust": trust, "allow": allow }))
            .await;
        Self { aws, provider }
    }

    async fn session(&self, policy: &Value) -> Credentials {
        let token = self.provider.token(json!({}));
        let policy = policy.to_string();
        session(&assume_with(&self.aws, &token, &[("Policy", &policy)]).await)
    }

    /// The status of a discovery.
    async fn try_git(&self, keys: &Credentials, region: &str, name: &str, service: &str) -> u16 {
        let host = format!("git-codecommit.{region}.amazonaws.com");
        let path = format!("/v1/repos/{name}");
        let now = std::time::SystemTime::now();
        let password = password(&keys.secret_access_key, &host, region, &path, now);
        let request = http::Request::get(format!("{path}/info/refs?service={service}"))
            .header("host", host)
            .header("authorization", basic(&keys.username(), &password))
            .body(http_body_util::Full::default())
            .unwrap();
        self.aws.send(request).await.unwrap().status
    }
}

fn statement(effect: &str, action: Value, resource: Value) -> Value {
    Value::from_iter([
        ("Effect", effect.into()),
        ("Action", action),
        ("Resource", resource),
    ])
}

fn policy(statements: &[Value]) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

#[tokio::test]
async fn a_session_policy_limits_actions_regions_and_repositories() {
    let world = World::new(None).await;
    let app = "arn:aws:codecommit:eu-west-1:123456789012:app";
    let git = json!(["codecommit:GitPull", "codecommit:GitPush"]);
    let allow = |action: Value, resource: Value| policy(&[statement("Allow", action, resource)]);
    let deny_push = statement("Deny", json!("codecommit:GitPush"), json!("*"));
    // In this order: pull app, push app, pull team-web, pull app in another region.
    for (policy, expected) in [
        (
            allow(json!("codecommit:GitPull"), json!(app)),
            [200, 403, 403, 403],
        ),
        (allow(git.clone(), json!(app)), [200, 200, 403, 403]),
        (allow(json!("*"), json!("*")), [200, 200, 200, 200]),
        (
            allow(json!("codecommit:*"), json!([app])),
            [200, 200, 403, 403],
        ),
        (
            allow(json!("CodeCommit:gitpull"), json!(app)),
            [200, 403, 403, 403],
        ),
        (
            allow(json!("s3:GetObject"), json!("*")),
            [403, 403, 403, 403],
        ),
        (
            allow(git.clone(), json!("arn:aws:codecommit:*:123456789012:app")),
            [200, 200, 403, 200],
        ),
        (
            allow(
                git.clone(),
                json!("arn:aws:codecommit:eu-west-1:123456789012:team-*"),
            ),
            [403, 403, 200, 403],
        ),
        (
            allow(git.clone(), json!("arn:*:codecommit:eu-west-1:*:*")),
            [200, 200, 200, 403],
        ),
        (
            allow(
                git.clone(),
                json!("arn:aws:codecommit:eu-west-1:210987654321:app"),
            ),
            [403, 403, 403, 403],
        ),
        (
            allow(
                git.clone(),
                json!("arn:aws-cn:codecommit:eu-west-1:123456789012:app"),
            ),
            [403, 403, 403, 403],
        ),
        // A star does not match a colon.
        (
            allow(git.clone(), json!("arn:aws:codecommit:eu-west-1:*app:")),
            [403, 403, 403, 403],
        ),
        (
            policy(&[
                statement("Allow", json!("*"), json!("*")),
                deny_push.clone(),
            ]),
            [200, 403, 200, 200],
        ),
        (policy(&[deny_push]), [403, 403, 403, 403]),
        (
            json!({ "Statement": statement("Allow", json!("*"), json!(app)) }),
            [200, 200, 403, 403],
        ),
    ] {
        let keys = world.session(&policy).await;
        let mut statuses = Vec::new();
        for (region, name, service) in [
            (REGION, "app", PULL),
            (REGION, "app", PUSH),
            (REGION, "team-web", PULL),
            ("eu-west-2", "app", PULL),
        ] {
            statuses.push(world.try_git(&keys, region, name, service).await);
        }
        assert_eq!(statuses, expected, "{policy}");
    }
}

#[tokio::test]
async fn a_session_policy_cannot_exceed_the_role() {
    let pull_app = json!([{ "actions": ["codecommit:GitPull"], "repositories": ["app"] }]);
    let world = World::new(Some(pull_app)).await;
    let everything = policy(&[statement("Allow", json!("*"), json!("*"))]);
    let keys = world.session(&everything).await;
    assert_eq!(world.try_git(&keys, REGION, "app", PULL).await, 200);
    assert_eq!(world.try_git(&keys, REGION, "app", PUSH).await, 403);
    assert_eq!(world.try_git(&keys, REGION, "team-web", PULL).await, 403);

    let answer = world
        .aws
        .discover("app", PUSH, Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(
        answer.text().trim_end(),
        "AccessDeniedException: User: \
         arn:aws:sts::123456789012:assumed-role/deploy/alice@example.com is not authorized to \
         perform: codecommit:GitPush on resource: arn:aws:codecommit:eu-west-1:123456789012:app"
    );
}

#[tokio::test]
async fn rejects_a_malformed_policy() {
    let world = World::new(None).await;
    let token = world.provider.token(json!({}));
    let allow = |changes: Value| {
        let mut it = statement("Allow", json!("codecommit:GitPull"), json!("*"));
        for (name, value) in changes.as_object().unwrap() {
            it[name] = value.clone();
        }
        policy(&[it]).to_string()
    };
    for document in [
        "no json".to_owned(),
        "{}".to_owned(),
        policy(&[]).to_string(),
        policy(&[json!({ "Effect": "Allow", "Action": "*" })]).to_string(),
        allow(json!({ "Effect": "allow" })),
        allow(json!({ "Action": "GitPull" })),
        allow(json!({ "Resource": "app" })),
        allow(json!({ "Resource": "arn:aws:codecommit" })),
        allow(json!({ "Principal": "*" })),
        allow(json!({ "Condition": {} })),
        allow(json!({ "NotAction": "*" })),
    ] {
        let answer = assume_with(&world.aws, &token, &[("Policy", &document)]).await;
        refused(&answer, 400, "MalformedPolicyDocument");
    }
}

#[tokio::test]
async fn reports_the_packed_size_of_a_policy() {
    let world = World::new(None).await;
    let token = world.provider.token(json!({}));
    let document = policy(&[statement("Allow", json!("*"), json!("*"))]);
    let spaced = serde_json::to_string_pretty(&document).unwrap();
    for document in [document.to_string(), spaced] {
        let answer = assume_with(&world.aws, &token, &[("Policy", &document)]).await;
        assert_eq!(element(&answer, "PackedPolicySize"), "5");
    }
}
