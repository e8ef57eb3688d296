//! Client registration and the device flow.

use super::{bytes, device, portal_token, registration};
use crate::support::{CANARY, NOW, at};
use edge_proxy::aws::identity_center::{
    DeviceAuthorization, Poll, PortalToken, RegisteredClient, parse_poll, parse_refresh,
};
use edge_proxy::util::Secret;
use serde_json::json;

#[test]
fn reads_a_registration_and_its_expiry() {
    let client = RegisteredClient::parse(200, &registration(json!({}))).unwrap();
    assert_eq!((client.id.as_str(), client.secret.reveal()), ("id", CANARY));
    assert_eq!(client.expires_at, at(NOW + 7_776_000));
    assert!(!format!("{client:?}").contains(CANARY));
}

#[test]
fn reads_a_device_authorization() {
    let started = DeviceAuthorization::parse(200, &device(json!({}))).unwrap();
    assert_eq!(started.device_code.reveal(), CANARY);
    assert_eq!(started.user_code, "WDJB-MJHT");
    assert!(started.verification_uri.ends_with("?user_code=WDJB-MJHT"));
    assert_eq!(started.interval, 1);
    assert!(!format!("{started:?}").contains(CANARY));

    for complete in [json!(null), json!(""), json!(1)] {
        let changes = json!({ "verificationUriComplete": complete });
        let started = DeviceAuthorization::parse(200, &device(changes)).unwrap();
        assert!(started.verification_uri.ends_with("amazonaws.com/"));
    }
    for (interval, seconds) in [
        (json!(null), 5),
        (json!("3"), 5),
        (json!(-1), 5),
        (json!(0), 1),
        (json!(61), 60),
        (json!(u64::MAX), 60),
    ] {
        let started = DeviceAuthorization::parse(200, &device(json!({ "interval": interval })));
        assert_eq!(started.unwrap().interval, seconds, "{interval}");
    }
}

#[test]
fn reports_an_unknown_start_url_as_misconfigured() {
    let body = bytes(json!({ "error": "invalid_request" }));
    let error = DeviceAuthorization::parse(400, &body).unwrap_err();
    assert_eq!(error.code(), "misconfigured");
    assert!(
        error
            .detail()
            .unwrap()
            .contains("IDENTITY_CENTER.start_url")
    );
}

#[test]
fn reads_each_state_of_the_device_flow() {
    let token = PortalToken {
        access: Secret::new(CANARY),
        refresh: Some(Secret::new("refresh")),
        seconds: 28_800,
    };
    assert!(!format!("{token:?}").contains(CANARY));
    assert_eq!(
        parse_poll(200, &portal_token(json!({}))),
        Ok(Poll::Approved(token.clone()))
    );
    assert_eq!(
        parse_refresh(200, &portal_token(json!({}))),
        Ok(Some(token.clone()))
    );
    for refresh in [json!(null), json!(""), json!(7)] {
        let body = portal_token(json!({ "refreshToken": refresh }));
        let token = PortalToken {
            refresh: None,
            ..token.clone()
        };
        assert_eq!(parse_poll(200, &body), Ok(Poll::Approved(token)));
    }
    for (error, expected) in [
        ("authorization_pending", Poll::Pending),
        ("slow_down", Poll::SlowDown),
        ("expired_token", Poll::Over),
        ("access_denied", Poll::Over),
        ("invalid_grant", Poll::Over),
    ] {
        let body = bytes(json!({ "error": error, "error_description": "x" }));
        assert_eq!(parse_poll(400, &body), Ok(expected), "{error}");
    }
}

#[test]
fn ends_the_sign_in_when_the_refresh_token_is_rejected() {
    for (status, body) in [
        (400, bytes(json!({ "error": "invalid_grant" }))),
        (400, b"<html>".to_vec()),
        (401, bytes(json!({ "error": "invalid_client" }))),
        (401, Vec::new()),
    ] {
        assert_eq!(parse_refresh(status, &body), Ok(None));
    }
}
