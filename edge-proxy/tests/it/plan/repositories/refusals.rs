//! Which lists are refused, and why.

use super::{asked, edge, listing};
use crate::support::{
    EDGE, ROLE, answer, basic, bearer, head, header, needing_credentials, now, signed, token,
};
use edge_proxy::error::Upstream;
use edge_proxy::{Error, plan};
use serde_json::json;

#[test]
fn says_why_the_list_is_refused() {
    let config = edge(json!({}));
    let error = |status, body: &str| {
        let mut list = listing(&config, "?region=eu-west-1");
        list.receive(Ok((status, body.as_bytes().to_vec())), &config, now())
            .unwrap_err()
    };
    let typed =
        |name: &str, message: &str| json!({ "__type": name, "message": message }).to_string();
    let denial = "User: arn:aws:sts::1:assumed-role/pay/alice is not authorized to perform: codecommit:ListRepositories on resource: *";
    let denied = error(
        400,
        &json!({ "__type": "AccessDeniedException", "Message": denial }).to_string(),
    );
    assert_eq!((denied.status(), denied.code()), (403, "access_denied"));
    assert!(denied.public_message().contains(denial));
    for (status, body, code) in [
        (
            400,
            "<ThrottlingException>\n  <Message>Rate exceeded</Message>\n</ThrottlingException>\n"
                .to_owned(),
            "throttled",
        ),
        (
            400,
            typed("ThrottlingException", "Rate exceeded"),
            "throttled",
        ),
        (429, String::new(), "throttled"),
        (
            400,
            typed(
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ),
            "credentials_expired",
        ),
        (
            400,
            typed(
                "UnrecognizedClientException",
                "The security token included in the request is invalid.",
            ),
            "signature_rejected",
        ),
        (
            400,
            typed(
                "InvalidSignatureException",
                "The request signature we calculated does not match",
            ),
            "signature_rejected",
        ),
        (
            400,
            typed(
                "InvalidSignatureException",
                "Signature expired: 20261123T060000Z is now earlier than 20261123T061500Z",
            ),
            "clock_skewed",
        ),
        (
            400,
            typed(
                "InvalidContinuationTokenException",
                "The continuation token is not valid",
            ),
            "upstream_unreachable",
        ),
        (
            500,
            typed("InternalFailure", "AccessDenied"),
            "upstream_unreachable",
        ),
        (
            200,
            "<html>sign in</html>".to_owned(),
            "upstream_unreachable",
        ),
        (302, String::new(), "upstream_unreachable"),
    ] {
        assert_eq!(error(status, &body).code(), code, "{status} {body}");
    }
    let mut list = listing(&config, "?region=eu-west-1");
    let late = Err(Error::UpstreamTimeout(Upstream::CodeCommit));
    assert_eq!(
        list.receive(late, &config, now()).unwrap_err().code(),
        "upstream_timeout"
    );
}

#[test]
fn refuses_regions_and_profiles_that_are_not_allowed() {
    let config = edge(json!({
        "ALLOWED_REGIONS": ["eu-west-1", "eu-west-3", "cn-north-1"],
        "PROFILES": { "pay": { "role_arn": ROLE, "regions": ["eu-west-1"] }, "open": { "role_arn": ROLE } },
    }));
    let token = bearer(&token(json!({})));
    for (query, authorization, status, code) in [
        ("", &token, 400, "bad_request"),
        ("?region=", &token, 400, "bad_request"),
        (
            "?region=eu-west-1&region=eu-west-1",
            &token,
            400,
            "bad_request",
        ),
        ("?region=eu-west-1&names=app", &token, 400, "bad_request"),
        ("?region=Ireland", &token, 400, "bad_region"),
        ("?region=us-east-1", &token, 403, "region_not_allowed"),
        (
            "?region=eu-west-3&profile=pay",
            &token,
            403,
            "region_not_allowed",
        ),
        ("?region=eu-west-1&profile=nope", &token, 404, "not_found"),
        ("?region=eu-west-1", &String::new(), 401, "unauthenticated"),
        (
            "?region=eu-west-1",
            &signed(0),
            401,
            "unrecognised_credential",
        ),
        (
            "?region=eu-west-1",
            &basic("alice-at-123456789012", "p"),
            401,
            "unrecognised_credential",
        ),
    ] {
        let refusal = answer(asked(&config, query, authorization));
        assert_eq!(
            (refusal.status, refusal.code),
            (status, Some(code)),
            "{query}"
        );
    }
    for (query, says) in [
        ("?region=eu-west-3", "is not allowed"),
        ("?region=cn-north-1&profile=open", "another partition"),
    ] {
        let request = needing_credentials(asked(&config, query, &token));
        let error = request.source(&config).err().unwrap();
        assert_eq!(error.code(), "region_not_allowed");
        assert!(error.public_message().contains(says), "{error:?}");
    }
    for method in ["POST", "HEAD", "DELETE"] {
        let url = format!("{EDGE}/session/repositories?region=eu-west-1");
        let refusal = answer(plan(&config, &head(method, &url), now()));
        assert_eq!(
            (refusal.status, header(&refusal, "allow")),
            (405, Some("GET, OPTIONS"))
        );
    }
}
