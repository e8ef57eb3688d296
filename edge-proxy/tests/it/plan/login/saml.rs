//! The addresses of a SAML service provider, and the choice of one.

use super::{ADDRESSES, FORM, assert_problem, authorize, edge, edge_with_saml, request, step};
use crate::support::{
    EDGE, answer, config, head, header, login, merged, now, saml_login, saml_provider, text,
};
use edge_proxy::oauth::LoginRoute;
use edge_proxy::plan::LoginStep;
use edge_proxy::plan::oauth::SignInAt;
use edge_proxy::{Config, Plan, plan};
use serde_json::json;

/// An edge with an OpenID Connect provider and two SAML providers.
fn edge_with_both() -> Config {
    let mut saml = saml_login(json!({
        "SAML_PROVIDERS": {
            "saml": saml_provider(),
            "other": merged(saml_provider(), json!({ "sp_entity_id": "urn:other" })),
        },
    }));
    let oidc = login(json!({}));
    saml["IDENTITY_PROVIDERS"] = oidc["IDENTITY_PROVIDERS"].clone();
    saml["PROFILES"] = merged(
        oidc["PROFILES"].clone(),
        json!({ "saml-pay": saml["PROFILES"]["pay"] }),
    );
    config(merged(oidc, saml))
}

fn saml_edge() -> Config {
    config(saml_login(json!({})))
}

#[test]
fn begins_at_the_only_provider_or_lets_the_user_choose() {
    match step(&saml_edge(), "GET", &authorize(&[])) {
        LoginStep::Begin { at, .. } => assert_eq!(at, SignInAt::Saml("company".to_owned())),
        _ => panic!("does not begin"),
    }
    let page = text(&answer(request(&edge_with_both(), "GET", &authorize(&[]))));
    for name in ["company", "saml", "other"] {
        assert!(
            page.contains(&format!("provider={name}\"><b>{name}</b>")),
            "{page}"
        );
        match step(&edge_with_both(), "GET", &authorize(&[("provider", name)])) {
            LoginStep::Begin {
                at: SignInAt::Provider(at),
                ..
            } => assert_eq!((at.as_str(), name), ("company", "company")),
            LoginStep::Begin {
                at: SignInAt::Saml(at),
                ..
            } => assert_eq!(at, name),
            _ => panic!("does not begin"),
        }
    }
}

#[test]
fn takes_responses_from_any_origin_without_cors_headers() {
    for origin in ["https://login.example.com", "null", EDGE] {
        let url = format!("{EDGE}/saml/acs");
        let post = head("POST", &url)
            .with("content-type", FORM)
            .with("origin", origin);
        let planned = plan(&saml_edge(), &post, now());
        assert!(
            matches!(
                planned.plan,
                Plan::Login(LoginStep::Form(LoginRoute::SamlAcs))
            ),
            "{origin}"
        );
        assert_eq!(planned.log.route, "saml/acs");
        let allowed = planned
            .cors
            .headers()
            .iter()
            .any(|(name, _)| *name == "access-control-allow-origin");
        assert_eq!(allowed, origin == EDGE);
    }
    for (method, address) in [
        ("POST", "/saml/sign-in"),
        ("GET", "/saml/acs"),
        ("POST", "/saml/acs/"),
        ("POST", "/oauth/decision"),
    ] {
        let url = format!("{EDGE}{address}");
        let post = head(method, &url)
            .with("content-type", FORM)
            .with("origin", "https://login.example.com");
        let refusal = answer(plan(&saml_edge(), &post, now()));
        assert_eq!(
            (refusal.status, refusal.code),
            (403, Some("origin_not_allowed")),
            "{address}"
        );
    }
}

#[test]
fn requires_a_form() {
    for address in ["/saml/acs", "/saml/sign-in"] {
        let url = format!("{EDGE}{address}");
        let post = head("POST", &url).with("content-type", "application/json");
        let refusal = answer(plan(&saml_edge(), &post, now()));
        assert_problem(&refusal, 415, "unsupported_media_type", "content type");
        assert!(matches!(
            step(&saml_edge(), "POST", address),
            LoginStep::Form(_)
        ));
    }
}

#[test]
fn has_no_such_addresses_without_a_provider() {
    for (address, method, _) in ADDRESSES {
        if !address.starts_with("/saml/") {
            continue;
        }
        let refusal = answer(request(&edge(), method, address));
        assert_eq!(
            (refusal.status, refusal.code),
            (404, Some("not_found")),
            "{address}"
        );
        assert!(text(&refusal).contains("SAML_PROVIDERS"));
    }
}

#[test]
fn serves_the_metadata_of_each_provider() {
    let metadata = answer(request(&edge_with_saml(), "GET", "/saml/metadata"));
    assert_eq!(
        header(&metadata, "content-type"),
        Some("application/samlmetadata+xml")
    );
    assert!(text(&metadata).contains("entityID=\"urn:amazon:webservices\""));
    let both = edge_with_both();
    let ambiguous = answer(request(&both, "GET", "/saml/metadata"));
    assert_eq!(
        (ambiguous.status, ambiguous.code),
        (400, Some("bad_request"))
    );
    for (query, expected) in [
        ("provider=other", "urn:other"),
        ("provider=saml", "urn:amazon:webservices"),
    ] {
        let metadata = answer(request(&both, "GET", &format!("/saml/metadata?{query}")));
        assert!(text(&metadata).contains(&format!("entityID=\"{expected}\"")));
    }
    let unknown = answer(request(&both, "GET", "/saml/metadata?provider=company"));
    assert_eq!((unknown.status, unknown.code), (400, Some("bad_request")));
}
