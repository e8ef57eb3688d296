//! The answers to errors of CodeCommit.

use crate::support::{ACCESS_KEY_ID, SECRET, TOKEN, basic, bearer, now, signed, token};
use edge_proxy::Error;
use edge_proxy::auth::Credential;
use edge_proxy::error::Upstream;
use edge_proxy::plan::upstream_error::{explain, relays};
use serde_json::json;

const BAD_SIGNATURE: &str = "<Error><Code>UnrecognizedClientException</Code><Message>The security token included in the request is invalid.</Message></Error>";
const DENIED: &str = "<Error><Code>AccessDeniedException</Code><Message>User: arn:aws:sts::123456789012:assumed-role/dev/alice\n is not authorized to perform: codecommit:GitPush</Message></Error>";

fn credential(authorization: &str) -> Credential {
    Credential::parse(Some(authorization), true).unwrap()
}

fn refusal(age: i64, reason: &str) -> Error {
    explain(403, reason, None, &credential(&signed(age)), now())
}

#[test]
fn forwards_only_successes() {
    for (status, relayed) in [
        (200, true),
        (204, true),
        (304, true),
        (301, false),
        (401, false),
        (403, false),
        (500, false),
    ] {
        assert_eq!(relays(status), relayed, "{status}");
    }
}

#[test]
fn challenges_after_a_rejected_signature() {
    let error = refusal(0, BAD_SIGNATURE);
    assert_eq!((error.status(), error.code()), (401, "signature_rejected"));
    // The most common mistake: the AWS helper signs for the host that git uses.
    let text = error.public_message();
    assert!(
        text.contains("signs this edge's host")
            && text.contains("git-codecommit.{region}.amazonaws.com")
    );
    // An unknown reason is challenged too: after a 403 git would keep a bad password.
    assert_eq!(refusal(0, "").code(), "signature_rejected");
}

#[test]
fn reports_an_old_password_as_expired() {
    let error = refusal(16 * 60, BAD_SIGNATURE);
    assert_eq!((error.status(), error.code()), (401, "credentials_expired"));
    assert!(error.public_message().contains("16 minutes ago"));
    assert_eq!(
        refusal(60, "Signature expired: 1 is now earlier than 2").code(),
        "credentials_expired"
    );
}

#[test]
fn reports_expired_credentials() {
    assert_eq!(
        refusal(0, "<Code>ExpiredTokenException</Code>").code(),
        "credentials_expired"
    );
}

#[test]
fn names_the_clock_for_a_password_from_the_future() {
    let error = refusal(-20 * 60, "Signature not yet current");
    assert_eq!((error.status(), error.code()), (401, "clock_skewed"));
    assert!(error.public_message().contains("20 minutes"));
}

#[test]
fn keeps_the_403_and_reason_of_iam_on_one_line() {
    let error = refusal(0, DENIED);
    assert_eq!((error.status(), error.code()), (403, "access_denied"));
    let message = error.public_message();
    assert!(message.contains(
        "User: arn:aws:sts::123456789012:assumed-role/dev/alice is not authorized to perform: codecommit:GitPush"
    ));
    assert!(!message.contains('<'));
}

#[test]
fn reads_a_reason_in_json() {
    for name in ["message", "Message"] {
        let reason =
            json!({ "__type": "AccessDeniedException", name: "alice is not authorized\n to push" });
        let error = refusal(0, &reason.to_string());
        assert_eq!((error.status(), error.code()), (403, "access_denied"));
        let message = error.public_message();
        assert!(message.contains("alice is not authorized to push"));
        assert!(!message.contains('{'), "{message}");
    }
}

#[test]
fn names_git_credentials() {
    let credential = credential(&basic("alice-at-123456789012", "secret"));
    for status in [401, 403] {
        let error = explain(status, "", None, &credential, now());
        assert_eq!(
            (error.status(), error.code()),
            (401, "unrecognised_credential")
        );
    }
}

#[test]
fn distinguishes_clock_skew_from_a_bad_key() {
    let keys = credential(&basic(ACCESS_KEY_ID, &format!("{SECRET}:{TOKEN}")));
    for reason in [
        "Signature expired: 20261123T060000Z is now earlier than 20261123T061500Z",
        "Signature not yet current: 20261123T060000Z is still later than 20261123T055500Z",
    ] {
        let error = explain(403, reason, None, &keys, now());
        assert_eq!(error.code(), "clock_skewed", "{reason}");
        assert!(error.public_message().contains("clock"));
    }
    let password = credential(&signed(0));
    let ahead = "Signature not yet current: it is later";
    assert_eq!(
        explain(403, ahead, None, &password, now()).code(),
        "clock_skewed"
    );
    assert_eq!(
        explain(403, "no", None, &keys, now()).code(),
        "signature_rejected"
    );
}

#[test]
fn throttling_has_a_retry_after() {
    let credential = credential(&signed(0));
    assert_eq!(
        explain(429, "", Some("17"), &credential, now()),
        Error::Throttled {
            upstream: Upstream::CodeCommit,
            retry_after: 17
        }
    );
    assert_eq!(
        explain(400, "Rate exceeded", None, &credential, now()).status(),
        429
    );
    assert_eq!(
        explain(429, "", Some("soon"), &credential, now()),
        Error::Throttled {
            upstream: Upstream::CodeCommit,
            retry_after: 5
        }
    );
}

#[test]
fn hides_the_details_of_upstream_failures() {
    let credential = credential(&signed(0));
    for status in [301, 400, 500, 503] {
        let error = explain(status, "internal host 10.0.0.1", None, &credential, now());
        assert_eq!(
            (error.status(), error.code()),
            (502, "upstream_unreachable"),
            "{status}"
        );
        assert!(!error.public_message().contains("10.0.0.1"));
        assert!(
            error
                .detail()
                .is_some_and(|detail| detail.contains(&status.to_string()))
        );
    }
}

#[test]
fn reports_a_missing_repository() {
    let error = explain(404, "", None, &credential(&signed(0)), now());
    assert_eq!((error.status(), error.code()), (404, "not_found"));
}

#[test]
fn reports_rejected_credentials_of_the_edge_as_an_upstream_failure() {
    for authorization in [bearer(&token(json!({}))), bearer("cces_AQ")] {
        let credential = credential(&authorization);
        let error = explain(403, BAD_SIGNATURE, None, &credential, now());
        assert_eq!((error.status(), error.code()), (401, "signature_rejected"));
        assert!(
            error
                .public_message()
                .contains("this edge obtained for you")
        );

        let error = explain(
            403,
            "<Code>ExpiredTokenException</Code>",
            None,
            &credential,
            now(),
        );
        assert_eq!(error.code(), "credentials_expired");
        let error = explain(403, DENIED, None, &credential, now());
        assert_eq!((error.status(), error.code()), (403, "access_denied"));
        assert!(error.public_message().contains("codecommit:GitPush"));
    }
}
