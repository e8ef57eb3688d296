//! A sign-in starts only when a browser opens its address as a page.

use super::{
    ADDRESSES, FORM, assert_problem, authorize, device_code, edge, edge_with_three_providers,
};
use crate::support::{EDGE, answer, head, now};
use edge_proxy::plan::LoginStep;
use edge_proxy::{Plan, plan};

fn addresses() -> [String; 2] {
    [
        authorize(&[]),
        format!("/device/sign-in?user_code={}", device_code()),
    ]
}

#[test]
fn rejects_sign_ins_that_a_page_starts_as_part_of_itself() {
    for address in addresses() {
        let url = format!("{EDGE}{address}");
        for destination in [
            "image",
            "script",
            "iframe",
            "frame",
            "object",
            "empty",
            "Document",
            "document ",
            "<b>",
        ] {
            let request = head("GET", &url).with("sec-fetch-dest", destination);
            for config in [edge(), edge_with_three_providers()] {
                let refusal = answer(plan(&config, &request, now()));
                let said = "A sign-in can only start in a browser tab";
                assert_problem(&refusal, 403, "navigation_required", said);
            }
        }
    }
}

#[test]
fn rejects_sign_ins_that_a_browser_loads_in_advance() {
    for address in addresses() {
        let url = format!("{EDGE}{address}");
        for purpose in [
            "prefetch",
            "prefetch;prerender",
            "prefetch;anonymous-client-ip",
            "Prefetch",
            "other",
        ] {
            // Speculation rules request a document.
            let request = head("GET", &url)
                .with("sec-fetch-dest", "document")
                .with("sec-purpose", purpose);
            let refusal = answer(plan(&edge(), &request, now()));
            let said = format!("(Sec-Purpose: {purpose})");
            assert_problem(&refusal, 403, "navigation_required", &said);
        }
    }
}

#[test]
fn starts_sign_ins_for_navigations_and_for_clients_without_fetch_metadata() {
    for address in addresses() {
        let url = format!("{EDGE}{address}");
        let request = head("GET", &url);
        for request in [request, request.with("sec-fetch-dest", "document")] {
            assert!(matches!(
                plan(&edge(), &request, now()).plan,
                Plan::Login(LoginStep::Begin { .. } | LoginStep::BeginForDevice { .. })
            ));
        }
    }
}

#[test]
fn does_not_require_a_navigation_at_other_addresses() {
    for (address, method, _) in ADDRESSES {
        if ["/oauth/authorize", "/device/sign-in"].contains(&address) {
            continue;
        }
        let url = format!("{EDGE}{address}");
        let request = head(method, &url)
            .with("content-type", FORM)
            .with("sec-fetch-dest", "empty");
        let planned = plan(&edge(), &request, now());
        assert!(
            !matches!(planned.plan, Plan::Respond(answer) if answer.code == Some("navigation_required")),
            "{address}"
        );
    }
}
