//! Reading an error answer.

use super::{assume_role_with_token, failure, refusal};
use crate::support::{TOKEN, token};
use edge_proxy::aws::sts::{StsFailure, explain, parse_response};
use serde_json::json;

#[test]
fn keeps_the_code_and_message_of_sts() {
    assert_eq!(
        failure(
            400,
            "ExpiredTokenException",
            "Token expired: current date/time 1 must be before &lt;2&gt;"
        ),
        StsFailure {
            status: 400,
            code: "ExpiredTokenException".to_owned(),
            message: "Token expired: current date/time 1 must be before <2>".to_owned(),
        }
    );
    let quiet = "<ErrorResponse><Error><Code> AccessDenied\n</Code></Error></ErrorResponse>";
    let quiet = parse_response(403, quiet.as_bytes()).unwrap_err();
    assert_eq!(
        (quiet.code.as_str(), quiet.message.as_str()),
        ("AccessDenied", "")
    );
    assert_eq!(quiet.to_string(), "AccessDenied");
}

#[test]
fn logs_messages_only_of_errors_that_cannot_quote_a_credential() {
    let denied = failure(403, "AccessDenied", "Not authorized\nto assume");
    assert_eq!(denied.to_string(), "AccessDenied: Not authorized");
    for code in [
        "InvalidIdentityToken",
        "SignatureDoesNotMatch",
        "InvalidClientTokenId",
        "IncompleteSignature",
        "Unknown",
    ] {
        assert_eq!(failure(403, code, TOKEN).to_string(), code);
    }
}

#[test]
fn reads_errors_of_other_implementations() {
    let message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
    let read = failure(403, "AccessDenied", message);
    for body in [
        // The templates of moto's core/exceptions.py: "error", "single_error", "wrapped_single_error".
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n  <ErrorResponse>\n    <Errors>\n      <Error>\n        <Code>AccessDenied</Code>\n        <Message><![CDATA[{message}]]></Message>\n        \n      </Error>\n    </Errors>\n  <RequestId>7a62c49f-347e-4fc4-9331-6e8eEXAMPLE</RequestId>\n</ErrorResponse>\n"
        ),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n    <Code>AccessDenied</Code>\n    <Message><![CDATA[{message}]]></Message>\n    <RequestId>7a62c49f</RequestId>\n</Error>\n"
        ),
        format!(
            "<ErrorResponse><Error><Code>AccessDenied</Code><Message>{message}</Message><Type>Sender</Type></Error></ErrorResponse>"
        ),
        // With a namespace, as STS sends it.
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{message}</Message></Error></ErrorResponse>"
        ),
        json!({ "__type": "AccessDenied", "message": message }).to_string(),
        json!({ "__type": "com.amazonaws.sts#AccessDenied", "Message": message }).to_string(),
        json!({ "code": "AccessDenied:http://internal.amazon.com/coral/", "message": message })
            .to_string(),
        json!({ "Error": { "Code": "AccessDenied", "Message": message, "Type": "Sender" } })
            .to_string(),
    ] {
        assert_eq!(
            parse_response(403, body.as_bytes()),
            Err(read.clone()),
            "{body}"
        );
    }
    let error = explain(&read, &assume_role_with_token(), "pay");
    assert_eq!((error.status(), error.code()), (403, "access_denied"));
}

#[test]
fn rejects_error_codes_that_could_carry_a_credential() {
    let token = token(json!({}));
    let long = "A".repeat(65);
    for name in [token.as_str(), "no-answer", "late-", "a b", "", &long] {
        let xml = refusal(name, "no");
        let json = json!({ "__type": name, "message": "no" }).to_string();
        for body in [xml, json] {
            assert_eq!(
                parse_response(403, body.as_bytes()),
                Err(StsFailure::unreadable(403)),
                "{name}"
            );
        }
    }
}
