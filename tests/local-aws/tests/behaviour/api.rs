use serde_json::{Value, json};

use crate::environment::{Environment, REGION};
use crate::signing::{Credentials, minutes};
use crate::sts_call::Call;

async fn with_repositories(names: &[&str]) -> Environment {
    let aws = Environment::start().await;
    for name in names {
        aws.create(json!({ "region": REGION, "name": name, "sample": "empty" }))
            .await;
    }
    aws
}

async fn ask(aws: &Environment, keys: &Credentials, operation: &str, input: Value) -> (u16, Value) {
    outcome(aws, Call::api(aws, keys, operation, &input.to_string())).await
}

async fn outcome(aws: &Environment, call: Call<'_>) -> (u16, Value) {
    let answer = call.answer(aws).await;
    assert_eq!(answer.headers["content-type"], "application/x-amz-json-1.1");
    assert!(answer.headers.contains_key("x-amzn-requestid"));
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

fn names(output: &Value) -> Vec<&str> {
    let repositories = output["repositories"].as_array().unwrap();
    repositories
        .iter()
        .map(|it| it["repositoryName"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn lists_the_regions_repositories() {
    let aws = with_repositories(&["docs", "app"]).await;
    aws.create(json!({ "region": "us-east-1", "name": "elsewhere", "sample": "empty" }))
        .await;
    let keys = aws.credentials(json!({})).await;
    let (status, output) = ask(&aws, &keys, "ListRepositories", json!({})).await;
    assert_eq!(status, 200, "{output}");
    assert_eq!(names(&output), ["app", "docs"]);
    assert_eq!(
        output["repositories"][0]["repositoryId"]
            .as_str()
            .unwrap()
            .len(),
        36
    );
    assert_eq!(output.get("nextToken"), None);

    let input = json!({ "sortBy": "repositoryName", "order": "descending" });
    let (_, output) = ask(&aws, &keys, "ListRepositories", input).await;
    assert_eq!(names(&output), ["docs", "app"]);

    let mut call = Call::api(&aws, &keys, "ListRepositories", "{}");
    call.region = "us-east-1";
    assert_eq!(names(&outcome(&aws, call).await.1), ["elsewhere"]);

    let seen = aws.requests().await;
    let last = seen.last().unwrap();
    assert_eq!(last["service"], "codecommit");
    assert_eq!(last["action"], "ListRepositories");
    assert_eq!(last["region"], "us-east-1");
}

#[tokio::test]
async fn creates_a_repository_once_and_deletes_it() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;
    let input = json!({ "repositoryName": "fresh" });
    let (status, created) = ask(&aws, &keys, "CreateRepository", input.clone()).await;
    assert_eq!(status, 200, "{created}");
    let metadata = &created["repositoryMetadata"];
    assert_eq!(metadata["repositoryName"], "fresh");
    assert_eq!(metadata.get("defaultBranch"), None);
    assert_eq!(metadata.get("repositoryDescription"), None);

    let (status, again) = ask(&aws, &keys, "CreateRepository", input.clone()).await;
    assert_eq!(status, 400);
    assert_eq!(again["__type"], "RepositoryNameExistsException");

    let (_, deleted) = ask(&aws, &keys, "DeleteRepository", input.clone()).await;
    assert_eq!(deleted["repositoryId"], metadata["repositoryId"]);
    let (_, gone) = ask(&aws, &keys, "GetRepository", input.clone()).await;
    assert_eq!(gone["__type"], "RepositoryDoesNotExistException");
    let (status, again) = ask(&aws, &keys, "DeleteRepository", input).await;
    assert_eq!((status, again), (200, json!({})));
}

#[tokio::test]
async fn creating_and_deleting_need_their_own_permissions() {
    let aws = with_repositories(&["app"]).await;
    let allow = json!([{ "actions": ["codecommit:Get*"], "repositories": ["*"] }]);
    let keys = aws.credentials(json!({ "allow": allow })).await;
    for (operation, name) in [("CreateRepository", "fresh"), ("DeleteRepository", "app")] {
        let (status, output) = ask(&aws, &keys, operation, json!({ "repositoryName": name })).await;
        assert_eq!(status, 400);
        assert_eq!(output["__type"], "AccessDeniedException", "{operation}");
    }
    let (status, _) = ask(
        &aws,
        &keys,
        "GetRepository",
        json!({ "repositoryName": "app" }),
    )
    .await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn a_long_list_is_paginated() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;
    let expected: Vec<String> = (0..1001).map(|number| format!("r{number:04}")).collect();
    for name in &expected {
        std::fs::create_dir_all(aws.served(name)).unwrap();
    }
    let (_, first) = ask(&aws, &keys, "ListRepositories", json!({})).await;
    assert_eq!(names(&first), expected[..1000]);
    let more = json!({ "nextToken": first["nextToken"] });
    let (_, second) = ask(&aws, &keys, "ListRepositories", more).await;
    assert_eq!(names(&second), expected[1000..]);
    assert_eq!(second.get("nextToken"), None);

    let wrong = json!({ "nextToken": "x" });
    let (status, output) = ask(&aws, &keys, "ListRepositories", wrong).await;
    assert_eq!(status, 400);
    assert_eq!(output["__type"], "InvalidContinuationTokenException");
}

#[tokio::test]
async fn describes_a_repository() {
    let (aws, keys) = Environment::with_app("history").await;
    aws.create(json!({ "region": REGION, "name": "empty", "sample": "empty" }))
        .await;
    let (status, output) = ask(
        &aws,
        &keys,
        "GetRepository",
        json!({ "repositoryName": "app" }),
    )
    .await;
    assert_eq!(status, 200, "{output}");
    let metadata = &output["repositoryMetadata"];
    assert_eq!(metadata["repositoryName"], "app");
    assert_eq!(metadata["defaultBranch"], "main");
    assert_eq!(metadata["accountId"], "123456789012");
    assert_eq!(
        metadata["Arn"],
        "arn:aws:codecommit:eu-west-1:123456789012:app"
    );
    assert_eq!(
        metadata["cloneUrlHttp"],
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/app"
    );
    assert!(metadata["lastModifiedDate"].as_f64() >= metadata["creationDate"].as_f64());

    let input = json!({ "repositoryNames": ["empty", "absent", "app"] });
    let (status, output) = ask(&aws, &keys, "BatchGetRepositories", input).await;
    assert_eq!(status, 200, "{output}");
    assert_eq!(names(&output), ["empty", "app"]);
    assert_eq!(output["repositories"][0].get("defaultBranch"), None);
    assert_eq!(output["repositoriesNotFound"], json!(["absent"]));
}

#[tokio::test]
async fn keeps_descriptions() {
    let aws = Environment::start().await;
    let keys = aws.credentials(json!({})).await;
    let about = "<b>Bold</b> \u{1f980}\n".repeat(50);
    let input = |text: &str| json!({ "repositoryName": "app", "repositoryDescription": text });
    let long = "x".repeat(1001);
    let (status, output) = ask(&aws, &keys, "CreateRepository", input(&long)).await;
    assert_eq!(
        (status, &output["__type"]),
        (400, &json!("InvalidRepositoryDescriptionException"))
    );
    let (status, output) = ask(&aws, &keys, "CreateRepository", input(&about)).await;
    assert_eq!(status, 200, "{output}");
    aws.create(json!({ "region": REGION, "name": "docs", "description": "Texts" }))
        .await;
    let names = json!({ "repositoryNames": ["app", "docs"] });
    let (_, output) = ask(&aws, &keys, "BatchGetRepositories", names).await;
    let described: Vec<_> = output["repositories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["repositoryDescription"].as_str())
        .collect();
    assert_eq!(described, [Some(about.as_str()), Some("Texts")]);
}

#[tokio::test]
async fn iam_denials_have_its_own_words() {
    let aws = with_repositories(&["app", "docs"]).await;
    let allow = json!([{ "actions": ["codecommit:GitPull", "codecommit:GetRepository"], "repositories": ["app"] }]);
    let keys = aws.credentials(json!({ "allow": allow })).await;
    let get = |name: &str| json!({ "repositoryName": name });
    assert_eq!(ask(&aws, &keys, "GetRepository", get("app")).await.0, 200);

    for (operation, input, resource) in [
        (
            "GetRepository",
            get("docs"),
            "arn:aws:codecommit:eu-west-1:123456789012:docs",
        ),
        (
            "BatchGetRepositories",
            json!({ "repositoryNames": ["app"] }),
            "arn:aws:codecommit:eu-west-1:123456789012:app",
        ),
        ("ListRepositories", json!({}), "*"),
    ] {
        let (status, output) = ask(&aws, &keys, operation, input).await;
        assert_eq!(status, 400);
        assert_eq!(output["__type"], "AccessDeniedException");
        let message = output["Message"].as_str().unwrap();
        let end =
            format!("is not authorized to perform: codecommit:{operation} on resource: {resource}");
        assert!(message.ends_with(&end), "{message}");
    }

    let allow = json!([{ "actions": ["codecommit:ListRepositories"], "repositories": ["*"] }]);
    let keys = aws.credentials(json!({ "allow": allow })).await;
    assert_eq!(ask(&aws, &keys, "ListRepositories", json!({})).await.0, 200);
}

#[tokio::test]
async fn names_the_invalid_input() {
    let aws = with_repositories(&["app"]).await;
    let keys = aws.credentials(json!({})).await;
    let many: Vec<String> = (0..101).map(|number| format!("r{number}")).collect();
    for (operation, input, name) in [
        (
            "GetRepository",
            json!({}),
            "RepositoryNameRequiredException",
        ),
        (
            "GetRepository",
            json!({ "repositoryName": "a/b" }),
            "InvalidRepositoryNameException",
        ),
        (
            "GetRepository",
            json!({ "repositoryName": "absent" }),
            "RepositoryDoesNotExistException",
        ),
        (
            "BatchGetRepositories",
            json!({ "repositoryNames": [] }),
            "RepositoryNamesRequiredException",
        ),
        (
            "BatchGetRepositories",
            json!({ "repositoryNames": many }),
            "MaximumRepositoryNamesExceededException",
        ),
        (
            "ListRepositories",
            json!({ "sortBy": "size" }),
            "InvalidSortByException",
        ),
        (
            "ListRepositories",
            json!({ "order": "up" }),
            "InvalidOrderException",
        ),
        (
            "ListRepositories",
            json!({ "nextToken": 1 }),
            "SerializationException",
        ),
        (
            "BatchGetRepositories",
            json!({ "repositoryNames": "app" }),
            "SerializationException",
        ),
        (
            "BatchGetRepositories",
            json!({ "repositoryNames": ["app", null] }),
            "SerializationException",
        ),
        (
            "MergeRepositories",
            json!({ "repositoryName": "app" }),
            "UnknownOperationException",
        ),
    ] {
        let (status, output) = ask(&aws, &keys, operation, input).await;
        assert_eq!((status, &output["__type"]), (400, &json!(name)));
    }
    let (status, output) = outcome(&aws, Call::api(&aws, &keys, "ListRepositories", "{")).await;
    assert_eq!(
        (status, &output["__type"]),
        (400, &json!("SerializationException"))
    );
}

#[tokio::test]
async fn rejects_unknown_callers() {
    let aws = with_repositories(&["app"]).await;
    let keys = aws.credentials(json!({})).await;
    let expired = aws.credentials(json!({ "lifetime_seconds": 0 })).await;
    let wrong_secret = Credentials {
        secret_access_key: "wrong".to_owned(),
        ..keys.clone()
    };
    let no_token = Credentials {
        session_token: None,
        ..keys.clone()
    };
    for (keys, name) in [
        (&expired, "ExpiredTokenException"),
        (&wrong_secret, "InvalidSignatureException"),
        (&no_token, "UnrecognizedClientException"),
    ] {
        let (status, output) = ask(&aws, keys, "ListRepositories", json!({})).await;
        assert_eq!((status, &output["__type"]), (400, &json!(name)));
    }

    let mut late = Call::api(&aws, &keys, "ListRepositories", "{}");
    late.at -= minutes(16);
    let (_, output) = outcome(&aws, late).await;
    assert!(
        output["message"]
            .as_str()
            .unwrap()
            .starts_with("Signature expired: ")
    );

    let mut for_sts = Call::api(&aws, &keys, "ListRepositories", "{}");
    for_sts.service = "sts";
    let (_, output) = outcome(&aws, for_sts).await;
    assert_eq!(output["__type"], "InvalidSignatureException");

    // A region's host accepts signatures only for that region.
    let mut astray = Call::api(&aws, &keys, "ListRepositories", "{}");
    astray.host = "codecommit.us-east-1.amazonaws.com".to_owned();
    let (_, output) = outcome(&aws, astray).await;
    assert_eq!(output["__type"], "InvalidSignatureException");

    let mut unsigned = Call::api(&aws, &keys, "ListRepositories", "{}").signed();
    unsigned.headers_mut().remove("authorization");
    let answer = aws.send(unsigned).await.unwrap();
    assert!(
        answer
            .text()
            .contains("MissingAuthenticationTokenException")
    );
}

#[tokio::test]
async fn faults_use_the_apis_own_errors() {
    let aws = with_repositories(&[]).await;
    let keys = aws.credentials(json!({})).await;
    let aim = json!({ "service": "codecommit", "action": "ListRepositories" });
    aws.fault(json!({ "match": aim, "fault": { "status": 429 } }))
        .await;
    let (status, output) = ask(&aws, &keys, "ListRepositories", json!({})).await;
    assert_eq!(
        (status, &output["__type"]),
        (429, &json!("ThrottlingException"))
    );
}
