//! Where a sign-in leads: the client's redirect URI or a waiting device.

use super::{device_request, helper};
use crate::support::EDGE;
use edge_proxy::oauth::{Purpose, RedirectUri, UserCode};

#[test]
fn allows_the_redirect_uri_as_a_csp_source() {
    for (uri, source) in [
        ("http://127.0.0.1", "http://127.0.0.1"),
        ("http://127.0.0.1:51000/", "http://127.0.0.1:51000"),
        ("http://localhost:1/a/b", "http://localhost:1"),
        ("http://[::1]:51000/", "http:"),
    ] {
        assert_eq!(RedirectUri::parse(uri).unwrap().csp_source(), source);
    }
}

#[test]
fn tells_a_client_that_the_user_denied_the_request() {
    let device = Purpose::Device(
        UserCode::from_bytes(b"WDJBMJHTBC").unwrap(),
        device_request(),
    );
    assert_eq!(device.refusal_url(EDGE), None);
    assert_eq!(
        helper().refusal_url(EDGE).as_deref(),
        Some(
            "http://127.0.0.1:51000/?error=access_denied&state=state&iss=https%3A%2F%2Fedge.example.com"
        )
    );
}
