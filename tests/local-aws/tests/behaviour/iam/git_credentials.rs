use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::sleep;

use super::{GitCredentials, alice, done, user};
use crate::environment::{Environment, REGION};
use crate::signing::basic;
use crate::sts_call::element;

const PULL: &str = "git-upload-pack";
const PUSH: &str = "git-receive-pack";
const UPDATE: &str = "UpdateServiceSpecificCredential";
const RESET: &str = "ResetServiceSpecificCredential";
const DELETE: &str = "DeleteServiceSpecificCredential";
const ID: &str = "ServiceSpecificCredentialId";

impl GitCredentials {
    async fn status(&self, aws: &Environment, name: &str, service: &str) -> u16 {
        let authorization = basic(&self.username, &self.password);
        aws.discover(name, service, Some(&authorization))
            .await
            .status
    }
}

#[tokio::test]
async fn open_the_git_endpoint_while_they_are_active() {
    let (aws, _) = Environment::with_app("history").await;
    let keys = alice(&aws).await;
    let first = GitCredentials::create(&aws, &keys, "alice").await;
    let second = GitCredentials::create(&aws, &keys, "alice").await;
    for service in [PULL, PUSH] {
        assert_eq!(first.status(&aws, "app", service).await, 200);
        assert_eq!(second.status(&aws, "app", service).await, 200);
    }
    let seen = aws.requests().await.pop().unwrap();
    assert_eq!(seen["principal"], "arn:aws:iam::123456789012:user/alice");

    let status = |status| [(ID, first.id.as_str()), ("Status", status)];
    done(&aws, &keys, UPDATE, &status("Inactive")).await;
    assert_eq!(first.status(&aws, "app", PULL).await, 403);
    assert_eq!(second.status(&aws, "app", PULL).await, 200);
    done(&aws, &keys, UPDATE, &status("Active")).await;
    assert_eq!(first.status(&aws, "app", PULL).await, 200);

    let reset = GitCredentials::of(&done(&aws, &keys, RESET, &[(ID, &first.id)]).await);
    assert_eq!(first.status(&aws, "app", PULL).await, 403);
    assert_eq!(reset.status(&aws, "app", PULL).await, 200);
    done(&aws, &keys, DELETE, &[(ID, &first.id)]).await;
    let authorization = basic(&reset.username, &reset.password);
    let answer = aws.discover("app", PULL, Some(&authorization)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(element(&answer, "Code"), "UnrecognizedClientException");
}

#[tokio::test]
async fn give_the_permissions_of_their_user() {
    let (aws, _) = Environment::with_app("history").await;
    let reader = json!({ "name": "alice", "allow": [
        { "actions": ["codecommit:GitPull", "iam:*"], "repositories": ["app"] },
    ] });
    let keys = user(&aws, reader).await;
    let credentials = GitCredentials::create(&aws, &keys, "alice").await;
    assert_eq!(credentials.status(&aws, "app", PULL).await, 200);
    assert_eq!(credentials.status(&aws, "app", PUSH).await, 403);
    assert_eq!(credentials.status(&aws, "other", PULL).await, 403);

    // Another policy has an effect at once.
    let writer = json!({ "name": "alice", "allow": [{ "actions": ["codecommit:*"] }] });
    user(&aws, writer).await;
    assert_eq!(credentials.status(&aws, "app", PUSH).await, 200);
}

#[tokio::test]
async fn reach_repositories_of_their_own_account_only() {
    let (aws, _) = Environment::with_app("history").await;
    let other = "210987654321";
    let keys = user(&aws, json!({ "name": "bob", "account": other })).await;
    let bob = GitCredentials::create(&aws, &keys, "bob").await;
    assert_eq!(bob.username, "bob-at-210987654321");
    assert_eq!(bob.status(&aws, "app", PULL).await, 404);

    let theirs = json!({ "region": REGION, "name": "theirs", "account": other });
    aws.create(theirs).await;
    assert_eq!(bob.status(&aws, "theirs", PULL).await, 200);
    let alice = GitCredentials::create(&aws, &alice(&aws).await, "alice").await;
    assert_eq!(alice.status(&aws, "theirs", PULL).await, 404);
}

#[tokio::test]
async fn changes_reach_codecommit_after_the_configured_delay() {
    let (aws, _) = Environment::with_app("history").await;
    let keys = alice(&aws).await;
    let old = GitCredentials::create(&aws, &keys, "alice").await;
    let delay = Duration::from_secs(3);
    aws.set(json!({ "iam_delay_ms": 3000 })).await;
    sleep(delay).await;

    let start = Instant::now();
    let new = GitCredentials::create(&aws, &keys, "alice").await;
    let inactive = [(ID, old.id.as_str()), ("Status", "Inactive")];
    done(&aws, &keys, UPDATE, &inactive).await;
    let status = async || {
        (
            old.status(&aws, "app", PULL).await,
            new.status(&aws, "app", PULL).await,
        )
    };
    assert_eq!(status().await, (200, 403));
    assert!(
        start.elapsed() < delay,
        "the machine is too slow for this test"
    );
    sleep(delay).await;
    assert_eq!(status().await, (403, 200));
}

#[tokio::test]
async fn changes_reach_lists_after_another_delay() {
    let (aws, _) = Environment::with_app("empty").await;
    let keys = alice(&aws).await;
    aws.set(json!({ "iam_read_delay_ms": 60_000 })).await;
    let new = GitCredentials::create(&aws, &keys, "alice").await;
    let list = "ListServiceSpecificCredentials";
    let listed = done(&aws, &keys, list, &[]).await;
    assert!(listed.text().contains("<ServiceSpecificCredentials/>"));
    // It works all the same.
    assert_eq!(new.status(&aws, "app", PULL).await, 200);
    aws.set(json!({ "iam_read_delay_ms": 0 })).await;
    assert_eq!(element(&done(&aws, &keys, list, &[]).await, ID), new.id);
}
