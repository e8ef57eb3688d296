//! `/oauth/callback/<provider>` and `/oauth/identity-center`: where a provider sends the user back.

use super::{assert_problem, edge, edge_with_three_providers, request, step};
use crate::support::{EDGE, answer};
use edge_proxy::oauth::PortalAddress;
use edge_proxy::plan::LoginStep;

#[test]
fn reads_the_parameters_of_a_callback() {
    let LoginStep::Callback {
        provider,
        parameters,
    } = step(
        &edge(),
        "GET",
        "/oauth/callback/company?code=a%20b&state=c&iss=https%3A%2F%2Flogin.example.com",
    )
    else {
        panic!("no callback");
    };
    assert_eq!(provider, "company");
    assert_eq!(parameters.value("code"), Some("a b"));
    assert_eq!(parameters.value("iss"), Some("https://login.example.com"));
    assert!(matches!(
        step(&edge(), "GET", "/oauth/callback/company"),
        LoginStep::Callback { .. }
    ));
    let twice = "/oauth/callback/company?code=a&code=b";
    let refusal = answer(request(&edge(), "GET", twice));
    assert_problem(
        &refusal,
        400,
        "bad_request",
        "The parameter `code` comes twice. Send it once.",
    );
}

#[test]
fn routes_each_provider_to_its_own_callback() {
    for provider in ["company", "other-one"] {
        let address = format!("/oauth/callback/{provider}");
        assert!(matches!(
            step(&edge_with_three_providers(), "GET", &address),
            LoginStep::Callback { provider: it, .. } if it == provider
        ));
    }
    for name in [
        "",
        "Company",
        "company/",
        "company%20",
        "identity-center",
        "evil",
    ] {
        let address = format!("/oauth/callback/{name}?code=a");
        let refusal = answer(request(&edge_with_three_providers(), "GET", &address));
        assert_problem(&refusal, 404, "not_found", "/oauth/callback/{its name");
    }
}

/// The query of a sign-in approved at IAM Identity Center, as written by the edge at an origin.
fn approved_query(origin: &str) -> String {
    let edge = edge();
    let address = PortalAddress::Approved([7; 16]).text(edge.authenticator(origin).unwrap());
    address.split_once('?').unwrap().1.to_owned()
}

#[test]
fn a_sign_in_at_identity_center_continues_at_a_sealed_state_or_a_marked_id() {
    let id = approved_query(EDGE);
    let continues_at = |query: &str| {
        let address = format!("/oauth/identity-center?{query}");
        match step(&edge(), "GET", &address) {
            LoginStep::Portal { at, account, role } => (at, account, role),
            _ => panic!("does not continue"),
        }
    };
    let (at, account, role) = continues_at(&format!("{id}&account=123456789012&role=Ops_1%2Ba"));
    assert_eq!(at, PortalAddress::Approved([7; 16]));
    assert_eq!(account.as_deref(), Some("123456789012"));
    assert_eq!(role.as_deref(), Some("Ops_1+a"));
    assert_eq!(
        continues_at(&format!("{id}&account=&role=")),
        (PortalAddress::Approved([7; 16]), None, None)
    );
    assert_eq!(
        continues_at("state=AAEC").0,
        PortalAddress::Waiting(vec![0, 1, 2])
    );

    let (long, elsewhere) = ("r".repeat(65), approved_query("https://other.example.com"));
    for (query, said) in [
        (String::new(), "did not issue this address"),
        ("id=".to_owned(), "did not issue this address"),
        (
            format!("id={}", "0".repeat(32)),
            "did not issue this address",
        ),
        (
            format!("id={}", "A".repeat(43)),
            "did not issue this address",
        ),
        (format!("{id}A"), "did not issue this address"),
        (elsewhere, "did not issue this address"),
        ("id=%C3%BC".to_owned(), "did not issue this address"),
        ("state=%C3%BC".to_owned(), "did not issue this address"),
        (format!("{id}&state=AAEC"), "did not issue this address"),
        (format!("{id}&{id}"), "The parameter `id` comes twice"),
        (
            format!("{id}&account=12345678901"),
            "not an account id of 12 digits",
        ),
        (
            format!("{id}&account=12345678901x"),
            "not an account id of 12 digits",
        ),
        (
            format!("{id}&account=1234567890123"),
            "not an account id of 12 digits",
        ),
        (format!("{id}&role=a%2Fb"), "not the name of a role"),
        (format!("{id}&role=a+b"), "not the name of a role"),
        (format!("{id}&role=%0a"), "not the name of a role"),
        (format!("{id}&role={long}"), "not the name of a role"),
    ] {
        let address = format!("/oauth/identity-center?{query}");
        let refusal = answer(request(&edge(), "GET", &address));
        assert_problem(&refusal, 400, "bad_request", said);
    }
}
