use http::Request;
use http_body_util::Full;
use serde_json::json;

use super::{GitCredentials, alice, call, done, fails, form, user};
use crate::environment::Environment;
use crate::sts_call::{Call, element, refused};

const LIST: &str = "ListServiceSpecificCredentials";

#[tokio::test]
async fn a_user_is_the_caller_unless_a_name_is_given() {
    let aws = Environment::start().await;
    let keys = user(&aws, json!({ "name": "alice", "path": "/team/" })).await;
    let caller = done(&aws, &keys, "GetUser", &[]).await;
    assert_eq!(element(&caller, "UserName"), "alice");
    assert_eq!(element(&caller, "Path"), "/team/");
    assert_eq!(
        element(&caller, "Arn"),
        "arn:aws:iam::123456789012:user/team/alice"
    );
    assert!(element(&caller, "UserId").starts_with("AIDA"));
    let named = done(&aws, &keys, "GetUser", &[("UserName", "alice")]).await;
    assert_eq!(element(&named, "UserId"), element(&caller, "UserId"));

    let message = "Must specify userName when calling with non-User credentials";
    let session = aws.credentials(json!({})).await;
    for action in ["GetUser", LIST, "ListSSHPublicKeys"] {
        let error = fails(&aws, &session, (action, &[]), (400, "ValidationError")).await;
        assert_eq!(error, message);
    }
    // With a name, a session of the account can do it.
    done(&aws, &session, LIST, &[("UserName", "alice")]).await;
}

#[tokio::test]
async fn lists_the_users_of_the_account_by_path() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    user(&aws, json!({ "name": "bob", "path": "/team/" })).await;
    user(&aws, json!({ "name": "carol", "account": "210987654321" })).await;
    let all = done(&aws, &keys, "ListUsers", &[]).await;
    assert_eq!(all.text().matches("<member>").count(), 2);
    let team = done(&aws, &keys, "ListUsers", &[("PathPrefix", "/team/")]).await;
    assert_eq!(element(&team, "UserName"), "bob");
    assert_eq!(team.text().matches("<member>").count(), 1);
    fails(
        &aws,
        &keys,
        ("GetUser", &[("UserName", "carol")]),
        (404, "NoSuchEntity"),
    )
    .await;
}

#[tokio::test]
async fn permissions_cover_the_caller_unless_they_name_users() {
    let aws = Environment::start().await;
    user(&aws, json!({ "name": "bob" })).await;
    user(&aws, json!({ "name": "team-1" })).await;
    let keys = user(
        &aws,
        json!({ "name": "alice", "allow": [
            { "actions": ["iam:*ServiceSpecificCredential*"] },
            { "actions": ["iam:GetUser"], "users": ["team-*", "${aws:username}"] },
        ] }),
    )
    .await;
    done(&aws, &keys, LIST, &[]).await;
    done(&aws, &keys, LIST, &[("UserName", "alice")]).await;
    for name in ["alice", "team-1"] {
        done(&aws, &keys, "GetUser", &[("UserName", name)]).await;
    }

    let who = "User: arn:aws:iam::123456789012:user/alice is not authorized to perform:";
    let why = |action| format!("because no identity-based policy allows the {action} action");
    let list = format!("iam:{LIST}");
    for (action, name, resource) in [
        (list.as_str(), Some("bob"), "user bob"),
        (&list, Some("nobody"), "user nobody"),
        ("iam:GetUser", Some("bob"), "user bob"),
        ("iam:ListSSHPublicKeys", None, "user alice"),
        ("iam:ListUsers", None, "arn:aws:iam::123456789012:user/"),
    ] {
        let parameters: Vec<_> = name.map(|name| ("UserName", name)).into_iter().collect();
        let operation = action.strip_prefix("iam:").unwrap();
        let message = fails(&aws, &keys, (operation, &parameters), (403, "AccessDenied")).await;
        let expected = format!("{who} {action} on resource: {resource} {}", why(action));
        assert_eq!(message, expected);
    }
}

#[tokio::test]
async fn each_partition_has_its_host_and_region() {
    let aws = Environment::start().await;
    let ours = alice(&aws).await;
    let china = user(&aws, json!({ "name": "li", "partition": "aws-cn" })).await;
    let gov = user(&aws, json!({ "name": "sam", "partition": "aws-us-gov" })).await;
    let body = form("GetUser", &[]);
    let local = aws.address().to_string();
    let at = |host: &str, region, keys| {
        let mut call = Call {
            region,
            ..call(&aws, keys, &body)
        };
        call.host = host.to_owned();
        call
    };
    for (host, region, keys) in [
        ("iam.amazonaws.com", "us-east-1", &ours),
        ("iam.cn-north-1.amazonaws.com.cn", "cn-north-1", &china),
        ("iam.us-gov.amazonaws.com", "us-gov-west-1", &gov),
        (&local, "us-east-1", &ours),
        (&local, "cn-north-1", &china),
    ] {
        let answer = at(host, region, keys).answer(&aws).await;
        assert_eq!(answer.status, 200, "{host}: {}", answer.text());
    }
    for (host, region, keys, code) in [
        (
            "iam.amazonaws.com",
            "eu-west-1",
            &ours,
            "SignatureDoesNotMatch",
        ),
        (
            "iam.us-gov.amazonaws.com",
            "us-east-1",
            &gov,
            "SignatureDoesNotMatch",
        ),
        (&local, "eu-west-1", &ours, "SignatureDoesNotMatch"),
        (
            "iam.amazonaws.com",
            "us-east-1",
            &china,
            "InvalidClientTokenId",
        ),
    ] {
        at(host, region, keys).fails(&aws, 403, code).await;
    }
}

#[tokio::test]
async fn rejects_callers_as_aws_does() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let expired = aws.credentials(json!({ "lifetime_seconds": 0 })).await;
    let mut wrong = keys.clone();
    wrong.secret_access_key.push('x');
    let mut unknown = keys.clone();
    unknown.access_key_id = "AKIAUNKNOWNUNKNOWN00".to_owned();
    let body = form("GetUser", &[]);
    for (keys, code) in [
        (&expired, "ExpiredToken"),
        (&wrong, "SignatureDoesNotMatch"),
        (&unknown, "InvalidClientTokenId"),
    ] {
        call(&aws, keys, &body).fails(&aws, 403, code).await;
    }
    let as_sts = Call {
        service: "sts",
        ..call(&aws, &keys, &body)
    };
    as_sts.fails(&aws, 400, "InvalidAction").await;
    let unknown_action = form("CreateUser", &[]);
    call(&aws, &keys, &unknown_action)
        .fails(&aws, 400, "InvalidAction")
        .await;

    let unsigned = Request::post("/")
        .header("host", "iam.amazonaws.com")
        .body(Full::from(body))
        .unwrap();
    let answer = aws.send(unsigned).await.unwrap();
    refused(&answer, 403, "MissingAuthenticationToken");
    assert!(answer.text().starts_with(
        "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">\n  <Error>\n    \
         <Type>Sender</Type>"
    ));
}

#[tokio::test]
async fn renaming_a_user_leaves_credentials_as_they_are() {
    let aws = Environment::start().await;
    let keys = alice(&aws).await;
    let before = GitCredentials::create(&aws, &keys, "alice").await;
    let renamed = json!({ "new_name": "alicia" });
    let (status, answer) = aws
        .admin("POST", "users/alice/rename", renamed.clone())
        .await;
    assert_eq!(status, 200, "{answer}");

    let listed = done(&aws, &keys, LIST, &[]).await;
    assert_eq!(element(&listed, "UserName"), "alicia");
    assert_eq!(element(&listed, "ServiceUserName"), before.username);
    let caller = done(&aws, &keys, "GetUser", &[]).await;
    assert_eq!(
        element(&caller, "Arn"),
        "arn:aws:iam::123456789012:user/alicia"
    );
    // The name in use is not given to somebody else.
    user(&aws, json!({ "name": "alice" })).await;
    let other = GitCredentials::create(&aws, &keys, "alice").await;
    assert_eq!(other.username, "alice+1-at-123456789012");

    for (path, body, status) in [
        ("users/nobody/rename", renamed.clone(), 404),
        ("users/alice/rename", renamed, 409),
        ("users/alice/rename", json!({ "new_name": "a b" }), 400),
        ("users", json!({ "name": "a b" }), 400),
        (
            "users",
            json!({ "name": "bob", "allow": [{ "actions": ["iam:Typo"] }] }),
            400,
        ),
    ] {
        assert_eq!(aws.admin("POST", path, body).await.0, status, "{path}");
    }
}
