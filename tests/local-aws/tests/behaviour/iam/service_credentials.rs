use serde_json::json;

use super::{CODECOMMIT, GitCredentials, alice, done, fails, iam};
use crate::environment::Environment;
use crate::sts_call::element;

const CREATE: &str = "CreateServiceSpecificCredential";
const LIST: &str = "ListServiceSpecificCredentials";
const UPDATE: &str = "UpdateServiceSpecificCredential";
const RESET: &str = "ResetServiceSpecificCredential";
const DELETE: &str = "DeleteServiceSpecificCredential";
const ID: &str = "ServiceSpecificCredentialId";

#[tokio::test]
async fn shows_a_password_only_when_it_is_generated() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let parameters = [("UserName", "alice"), ("ServiceName", CODECOMMIT)];
    let created = done(&aws, &keys, CREATE, &parameters).await;
    let text = created.text();
    assert!(
        text.starts_with(
            "<CreateServiceSpecificCredentialResponse \
             xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">"
        ),
        "{text}"
    );
    assert_eq!(
        element(&created, "RequestId"),
        created.headers["x-amzn-requestid"]
    );
    assert_eq!(element(&created, "UserName"), "alice");
    assert_eq!(element(&created, "Status"), "Active");
    assert_eq!(element(&created, "ServiceName"), CODECOMMIT);
    let first = GitCredentials::of(&created);
    assert_eq!(first.username, "alice-at-123456789012");
    assert!(
        first.id.starts_with("ACCA") && first.id.len() == 21,
        "{}",
        first.id
    );
    assert!(first.password.len() == 44 && first.password.ends_with('='));

    let listed = done(&aws, &keys, LIST, &[]).await;
    assert_eq!(element(&listed, ID), first.id);
    assert_eq!(
        element(&listed, "CreateDate"),
        element(&created, "CreateDate")
    );
    assert!(!listed.text().contains("ServicePassword"));
    assert!(!listed.text().contains("IsTruncated"));

    let status = [(ID, first.id.as_str()), ("Status", "Inactive")];
    let updated = done(&aws, &keys, UPDATE, &status).await;
    assert!(!updated.text().contains("Result"), "{}", updated.text());

    let reset = done(&aws, &keys, RESET, &[(ID, &first.id)]).await;
    assert_eq!(element(&reset, "Status"), "Inactive");
    let second = GitCredentials::of(&reset);
    assert_eq!((&second.id, &second.username), (&first.id, &first.username));
    assert_ne!(second.password, first.password);

    done(&aws, &keys, DELETE, &[(ID, &first.id)]).await;
    let listed = done(&aws, &keys, LIST, &[]).await;
    assert!(listed.text().contains("<ServiceSpecificCredentials/>"));
}

#[tokio::test]
async fn a_user_has_two_sets_for_a_service() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let first = GitCredentials::create(&aws, &keys, "alice").await;
    let second = GitCredentials::create(&aws, &keys, "alice").await;
    assert_eq!(second.username, "alice+1-at-123456789012");

    let third = [("UserName", "alice"), ("ServiceName", CODECOMMIT)];
    let message = fails(&aws, &keys, (CREATE, &third), (409, "LimitExceeded")).await;
    assert_eq!(
        message,
        "Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2"
    );
    let keyspaces = [
        ("UserName", "alice"),
        ("ServiceName", "cassandra.amazonaws.com"),
    ];
    done(&aws, &keys, CREATE, &keyspaces).await;
    let listed = done(&aws, &keys, LIST, &[("ServiceName", CODECOMMIT)]).await;
    assert_eq!(listed.text().matches("<member>").count(), 2);

    done(&aws, &keys, DELETE, &[(ID, &first.id)]).await;
    let again = GitCredentials::create(&aws, &keys, "alice").await;
    assert_eq!(again.username, first.username);
    assert_ne!(again.id, first.id);
}

/// An operation and its parameters, its error, and the error's message if that is known.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], (u16, &'a str), &'a str);

#[tokio::test]
async fn explains_what_is_wrong_with_a_request() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let id = GitCredentials::create(&aws, &keys, "alice").await.id;
    let alice = ("UserName", "alice");
    let unknown_id = (ID, "satisfiesregexbutstillinvalid");
    let long_name = "a".repeat(65);

    // The first five are as AWS answers (recorded by LocalStack's tests).
    let cases: [Case<'_>; 14] = [
        (
            CREATE,
            &[
                ("UserName", "nobody"),
                ("ServiceName", "lambda.amazonaws.com"),
            ],
            (404, "NoSuchEntity"),
            "The user with name nobody cannot be found.",
        ),
        (
            CREATE,
            &[alice, ("ServiceName", "lambda.amazonaws.com")],
            (404, "NoSuchEntity"),
            "No such service lambda.amazonaws.com is supported for Service Specific Credentials",
        ),
        (
            RESET,
            &[alice, unknown_id],
            (404, "NoSuchEntity"),
            "No such credential satisfiesregexbutstillinvalid exists",
        ),
        (
            DELETE,
            &[alice, (ID, "totally-wrong-credential-id-with-hyphens")],
            (400, "ValidationError"),
            r"1 validation error detected: Value at 'serviceSpecificCredentialId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w]+",
        ),
        (
            UPDATE,
            &[alice, (ID, &id), ("Status", "Paused")],
            (400, "ValidationError"),
            "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
        ),
        (UPDATE, &[(ID, &id)], (400, "ValidationError"), ""),
        (
            UPDATE,
            &[(ID, &id), ("Status", "Expired")],
            (400, "InvalidInput"),
            "",
        ),
        (
            UPDATE,
            &[unknown_id, ("Status", "Active")],
            (404, "NoSuchEntity"),
            "",
        ),
        (RESET, &[], (400, "ValidationError"), ""),
        (DELETE, &[(ID, "ACCA")], (400, "ValidationError"), ""),
        (
            CREATE,
            &[("ServiceName", CODECOMMIT)],
            (400, "ValidationError"),
            "",
        ),
        (
            CREATE,
            &[("UserName", &long_name), ("ServiceName", CODECOMMIT)],
            (400, "ValidationError"),
            "",
        ),
        (
            CREATE,
            &[
                alice,
                ("ServiceName", CODECOMMIT),
                ("CredentialAgeDays", "90"),
            ],
            (400, "InvalidInput"),
            "",
        ),
        (
            LIST,
            &[alice, ("AllUsers", "true")],
            (400, "ValidationError"),
            "",
        ),
    ];
    for (action, parameters, expected, wanted) in cases {
        let message = fails(&aws, &keys, (action, parameters), expected).await;
        assert!(wanted.is_empty() || message == wanted, "{message}");
    }
}

#[tokio::test]
async fn a_user_name_limits_a_credential_to_that_user() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    super::user(&aws, json!({ "name": "bob" })).await;
    let id = GitCredentials::create(&aws, &keys, "alice").await.id;
    for (action, more) in [
        (UPDATE, Some(("Status", "Inactive"))),
        (RESET, None),
        (DELETE, None),
    ] {
        let mut parameters = vec![("UserName", "bob"), (ID, id.as_str())];
        parameters.extend(more);
        fails(&aws, &keys, (action, &parameters), (404, "NoSuchEntity")).await;
    }
}

#[tokio::test]
async fn lists_the_credentials_of_all_users_in_pages() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    for name in ["bob", "carol"] {
        super::user(&aws, json!({ "name": name })).await;
        GitCredentials::create(&aws, &keys, name).await;
    }
    let all = [("AllUsers", "true"), ("MaxItems", "1")];
    let first = done(&aws, &keys, LIST, &all).await;
    assert_eq!(element(&first, "UserName"), "bob");
    assert_eq!(element(&first, "IsTruncated"), "true");
    let marker = element(&first, "Marker");
    let rest = [all[0], ("Marker", &marker)];
    let second = done(&aws, &keys, LIST, &rest).await;
    assert_eq!(element(&second, "UserName"), "carol");
    assert_eq!(element(&second, "IsTruncated"), "false");

    let wrong = [all[0], ("Marker", "x")];
    fails(&aws, &keys, (LIST, &wrong), (400, "ValidationError")).await;
}

#[tokio::test]
async fn faults_return_its_errors() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    for (code, status) in [
        ("Throttling", 400),
        ("ServiceFailure", 500),
        ("NotSupportedService", 404),
    ] {
        aws.fault(json!({ "match": { "action": LIST }, "fault": { "iam_error": code } }))
            .await;
        fails(&aws, &keys, (LIST, &[]), (status, code)).await;
    }
    let seen = aws.requests().await.pop().unwrap();
    assert_eq!(
        (&seen["service"], &seen["action"]),
        (&json!("iam"), &json!(LIST))
    );
    assert_eq!(iam(&aws, &keys, LIST, &[]).await.status, 200);
}
