use serde_json::json;

use super::{capabilities, packet, post};
use crate::environment::{Environment, REGION};

#[tokio::test]
async fn advertises_an_empty_repository_in_the_configured_form() {
    let (aws, keys) = Environment::with_app("empty").await;
    let service = "001e# service=git-upload-pack\n0000";
    for (form, due) in [
        ("flush", format!("{service}0000")),
        ("nothing", service.to_owned()),
    ] {
        aws.set(json!({ "empty_advertisement": form })).await;
        let authorization = keys.basic(REGION, "app");
        let answer = aws
            .discover("app", "git-upload-pack", Some(&authorization))
            .await;
        assert_eq!((answer.status, answer.text()), (200, due));
        let pushes = aws
            .discover("app", "git-receive-pack", Some(&authorization))
            .await;
        assert!(capabilities(&pushes).contains("report-status"));
    }
    // Only without references.
    aws.create(json!({ "region": REGION, "name": "other", "sample": "history" }))
        .await;
    let answer = aws
        .discover(
            "other",
            "git-upload-pack",
            Some(&keys.basic(REGION, "other")),
        )
        .await;
    assert!(answer.text().contains(" refs/heads/main\n"));
}

#[tokio::test]
async fn reports_a_push_in_the_configured_form() {
    let (aws, keys) = Environment::with_app("history").await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    let usual = "000eunpack ok\n0017ok refs/heads/gone\n0000";
    let in_band = |report: &str| format!("{}0000", packet(&format!("\u{1}{report}")));
    for (form, due) in [
        ("usual", in_band(usual)),
        ("plain", usual.to_owned()),
        (
            "no-newline",
            in_band("000dunpack ok0016ok refs/heads/gone0000"),
        ),
        ("trailing-newline", in_band(&format!("{usual}\n"))),
        ("empty", String::new()),
    ] {
        aws.set(json!({ "report_status": form })).await;
        aws.git_ok(&aws.served("app"), &["branch", "gone", "main"])
            .await;
        let zero = "0".repeat(40);
        let command = format!("{tip} {zero} refs/heads/gone\0report-status side-band-64k");
        let push = format!("{}0000", packet(&command));
        let answer = post(&aws, &keys, "git-receive-pack", push).await;
        assert_eq!((answer.status, answer.text()), (200, due), "{form}");
        let branches = aws.git_ok(&aws.served("app"), &["branch"]).await;
        assert!(!branches.contains("gone"), "{form}");
    }
}

#[tokio::test]
async fn git_fails_with_the_faults_message() {
    let (aws, keys) = Environment::with_app("history").await;
    let fault = json!({ "match": { "times": 2 }, "fault": { "git_error": "no more" } });
    aws.fault(fault).await;
    let discovery = aws
        .discover("app", "git-upload-pack", Some(&keys.basic(REGION, "app")))
        .await;
    assert_eq!(
        (discovery.status, discovery.text().as_str()),
        (200, "001e# service=git-upload-pack\n00000010ERR no more\n")
    );
    let fetch = post(&aws, &keys, "git-upload-pack", "0000").await;
    assert_eq!(
        (fetch.status, fetch.text().as_str()),
        (200, "0010ERR no more\n")
    );
    assert_eq!(
        fetch.headers["content-type"],
        "application/x-git-upload-pack-result"
    );
}

#[tokio::test]
async fn a_fault_sets_the_push_report_and_changes_nothing() {
    let (aws, keys) = Environment::with_app("history").await;
    let tip = aws.git_ok(&aws.served("app"), &["rev-parse", "main"]).await;
    let report = json!({ "unpack": "index-pack abnormal exit" });
    aws.fault(json!({ "fault": { "report": report } })).await;
    // The fault does not apply to the probe before a large push.
    let probe = post(&aws, &keys, "git-receive-pack", "0000").await;
    assert_eq!(probe.status, 200);
    let zero = "0".repeat(40);
    let command = format!("{tip} {zero} refs/heads/feature/radio\0report-status");
    let push = format!("{}0000", packet(&command));
    let answer = post(&aws, &keys, "git-receive-pack", push).await;
    assert_eq!(
        answer.text(),
        "0024unpack index-pack abnormal exit\n002fng refs/heads/feature/radio unpacker error\n0000"
    );
    let branches = aws.git_ok(&aws.served("app"), &["branch"]).await;
    assert!(branches.contains("feature/radio"));
}
