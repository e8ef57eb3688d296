//! `/device`: signing in for a device with a user code.

use super::{assert_problem, device_code, edge, request, step};
use crate::support::{answer, text};
use edge_proxy::plan::LoginStep;
use edge_proxy::plan::oauth::SignInAt;

#[test]
fn rejects_forged_user_codes_without_a_lookup() {
    let shown = device_code().to_string();
    for at in [0, 4, 6, 10] {
        let other = if shown.as_bytes()[at] == b'B' {
            "C"
        } else {
            "B"
        };
        let forged = [&shown[..at], other, &shown[at + 1..]].concat();
        let page = answer(request(
            &edge(),
            "GET",
            &format!("/device?user_code={forged}"),
        ));
        assert_eq!(page.status, 400, "{forged}");
        assert!(text(&page).contains("No device is waiting with this code."));
        let address = format!("/device/sign-in?user_code={forged}");
        let refusal = answer(request(&edge(), "GET", &address));
        assert_problem(&refusal, 400, "bad_request", "Enter it at /device");
    }
}

#[test]
fn accepts_a_typed_user_code_in_any_case() {
    let form = answer(request(&edge(), "GET", "/device"));
    assert_eq!((form.status, form.code), (200, None));
    assert!(text(&form).contains("<form action=/device>"));

    let shown = device_code().to_string();
    let small = shown.to_lowercase().replace('-', "");
    for typed in [shown.clone(), small.clone(), format!("+{small}+")] {
        match step(&edge(), "GET", &format!("/device?user_code={typed}")) {
            LoginStep::ShowDevice(code) => assert_eq!(code, device_code()),
            _ => panic!("shows no device"),
        }
    }
    let wrong = answer(request(
        &edge(),
        "GET",
        "/device?user_code=%22%3E%3Cscript%3E",
    ));
    assert_eq!(wrong.status, 400);
    assert!(text(&wrong).contains("No device is waiting with this code."));
    assert!(text(&wrong).contains("value=\"&quot;&gt;&lt;script&gt;\""));
    let twice = answer(request(&edge(), "GET", "/device?user_code=a&user_code=b"));
    assert_problem(
        &twice,
        400,
        "bad_request",
        "The parameter `user_code` comes twice. Send it once.",
    );
}

#[test]
fn begins_a_sign_in_for_a_device() {
    match step(
        &edge(),
        "GET",
        &format!("/device/sign-in?user_code={}", device_code()),
    ) {
        LoginStep::BeginForDevice { code, at } => {
            assert_eq!(code, device_code());
            assert_eq!(at, SignInAt::Provider("company".to_owned()));
        }
        _ => panic!("does not begin"),
    }
    for query in ["", "?user_code=", "?user_code=AAAA-AAAA"] {
        let refusal = answer(request(&edge(), "GET", &format!("/device/sign-in{query}")));
        assert_problem(&refusal, 400, "bad_request", "Enter it at /device");
    }
    let refusal = answer(request(
        &edge(),
        "GET",
        &format!("/device/sign-in?user_code={}&provider=x", device_code()),
    ));
    assert_problem(
        &refusal,
        400,
        "bad_request",
        "no identity provider of this name",
    );
}
